package dev.convoy.driver.model.keras.file;

import java.io.IOException;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;

/** Limits of a JSON or YAML text that is not trusted, checked token by token before any object is created. */
public final class TextLimits {
    /** Keras's JSON nests about 12 deep and Deeplearning4j's about 10; the stack of a parser is limited. */
    private static final int MAX_DEPTH = 64;

    /** Parsing a number of millions of digits takes minutes. */
    private static final int MAX_DIGITS = 100;

    /** The limits as a clause for messages. */
    public static final String RULE =
            "nest at most " + MAX_DEPTH + " deep, with numbers of at most " + MAX_DIGITS + " digits";

    private int depth;

    /** Whether the current token exceeds a limit; to be called once for each token, in order. */
    public boolean exceeded(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        return depth > MAX_DEPTH || (token.isNumeric() && parser.getTextLength() > MAX_DIGITS);
    }
}
