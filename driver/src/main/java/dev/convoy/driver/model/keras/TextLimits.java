package dev.convoy.driver.model.keras;

import java.io.IOException;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/** What a JSON or YAML text from whoever wrote it may hold, judged token by token before anything is made of it. */
public final class TextLimits {
    /** Keras's nests about 12 deep and Deeplearning4j's about 10, and a parser's stack is not endless. */
    private static final int DEEPEST = 64;

    /** In digits: to make a number of millions of them takes minutes. */
    private static final int LONGEST_NUMBER = 100;

    /** As a clause, for messages. */
    public static final String RULE =
            "nest at most " + DEEPEST + " deep, with numbers of at most " + LONGEST_NUMBER + " digits";

    private int depth;

    /** Asked once for each token, in their order. */
    public boolean exceeded(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        return depth > DEEPEST || (token.isNumeric() && parser.getTextLength() > LONGEST_NUMBER);
    }
}
