package dev.convoy.driver.model.keras.file;

import java.io.IOException;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.StreamReadFeature;
import org.nd4j.shade.jackson.core.json.JsonReadFeature;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Parses JSON that is not trusted: each token is checked before a tree is built. */
public final class KerasJson {
    /** ResNet-152's JSON has a third of a million characters. */
    private static final int MAX_CHARACTERS = 16 << 20;

    private KerasJson() {}

    /** @param place location of the text, for messages */
    public static JsonNode parse(String text, FileLocation place) {
        if (text.length() > MAX_CHARACTERS) {
            throw place.invalid(
                    "a Keras model's JSON must be at most " + (MAX_CHARACTERS >> 20) + " million characters",
                    text.length() + " characters",
                    "Give the file that model.save wrote.");
        }
        // Python writes NaN and Infinity.
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        try {
            judge(factory, text, place);
            JsonNode tree = new ObjectMapper(factory)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            if (tree.isObject()) {
                return PlainValues.of(tree);
            }
        } catch (IOException e) {
            throw (RuntimeException) notJson(place).initCause(e);
        }
        throw notJson(place);
    }

    private static void judge(JsonFactory factory, String text, FileLocation place) throws IOException {
        TextLimits limits = new TextLimits();
        try (JsonParser parser = factory.createParser(text)) {
            while (parser.nextToken() != null) {
                if (limits.exceeded(parser)) {
                    throw place.invalid(
                            "a Keras model's JSON must " + TextLimits.RULE,
                            "more",
                            "Give the file that model.save wrote.");
                }
            }
        }
    }

    private static RuntimeException notJson(FileLocation place) {
        return place.invalid(
                "a Keras model's settings must be a JSON object",
                "something else",
                "Give the file that model.save wrote.");
    }
}
