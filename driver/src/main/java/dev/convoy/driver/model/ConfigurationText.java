package dev.convoy.driver.model;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.keras.file.TextLimits;
import dev.convoy.kernel.graph.ModelConfiguration;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.JavaType;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.cfg.MapperConfig;
import org.nd4j.shade.jackson.databind.exc.InvalidTypeIdException;
import org.nd4j.shade.jackson.databind.jsontype.PolymorphicTypeValidator;
import org.nd4j.shade.jackson.dataformat.yaml.YAMLFactory;

/**
 * Parses Deeplearning4j's JSON or YAML, which is not trusted. The text names classes, and Deeplearning4j runs the
 * static initializer of a named class before it checks what kind of class it is, so the names are checked first.
 */
final class ConfigurationText {
    /** ResNet-50's configuration has half a megabyte. */
    static final int MAX_BYTES = 16 << 20;

    /**
     * Excludes layers of object detection: Deeplearning4j does not check the shapes of the arrays in them, and would
     * write such an array from memory outside it.
     */
    private static final Pattern KNOWN_CLASS = Pattern.compile(
            "org\\.(?!deeplearning4j\\.nn\\.conf\\.layers\\.objdetect\\.)(deeplearning4j|nd4j\\.linalg)\\.[\\w.$]+"
                    + "|dev\\.convoy\\.learning\\.[\\w$]+");

    /** {@code type} is the class of a distribution, which Deeplearning4j also reads with another mapper. */
    private static final Set<String> NAMES_A_CLASS = Set.of("@class", "type");

    private ConfigurationText() {}

    /**
     * @param name of the file, for messages
     * @throws InvalidInputException if it is not of one of the two kinds, or names a class that is not Deeplearning4j's
     */
    static ModelConfiguration parse(byte[] text, String name) {
        if (text.length > MAX_BYTES) {
            throw new InvalidInputException(
                    "a model's configuration must be at most " + (MAX_BYTES >> 20) + " MiB",
                    name,
                    "Give the file that configuration.toJson() or ModelSerializer wrote.");
        }
        String whole = new String(text, StandardCharsets.UTF_8);
        JsonFactory factory = whole.stripLeading().startsWith("{") ? new JsonFactory() : new YAMLFactory();
        try {
            String json = plain(factory, whole, name);
            JsonNode tree = new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(json);
            guarded().readValue(json, kind(tree));
            return ModelConfiguration.fromJson(json);
        } catch (InvalidInputException e) {
            throw e;
        } catch (InvalidTypeIdException e) {
            if (e.getTypeId() != null) {
                requireKnown(e.getTypeId(), name);
            }
            throw malformed(name, e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // The YAML parser may overflow the stack: it recurses for each part of a number to the base of 60.
            throw malformed(name, e);
        }
    }

    /** Returns the text as JSON, after checking the names of all classes. */
    private static String plain(JsonFactory factory, String whole, String name) throws IOException {
        StringWriter text = new StringWriter();
        TextLimits limits = new TextLimits();
        try (JsonParser parser = factory.createParser(whole);
                JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.enable(JsonGenerator.Feature.STRICT_DUPLICATE_DETECTION);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (limits.exceeded(parser)) {
                    throw new InvalidInputException(
                            "a model's configuration must " + TextLimits.RULE,
                            name,
                            "Give the file that configuration.toJson() or ModelSerializer wrote.");
                }
                if (token == JsonToken.VALUE_STRING
                        && (NAMES_A_CLASS.contains(String.valueOf(parser.getCurrentName()))
                                // The arguments of a generic type would be loaded with it, without a call of the
                                // validator.
                                || parser.getText().contains("<"))) {
                    requireKnown(parser.getText(), name);
                }
                json.copyCurrentEvent(parser);
                if (token == JsonToken.START_OBJECT && parser.getTypeId() instanceof String tag) {
                    writeClass(tag, json, name);
                }
            }
        }
        return text.toString();
    }

    /** Writes a class, which is a tag in Deeplearning4j's YAML, as a value, as in its JSON. */
    private static void writeClass(String tag, JsonGenerator json, String name) throws IOException {
        requireKnown(tag, name);
        json.writeStringField("@class", tag);
        if (tag.startsWith(Distribution.class.getPackageName())) {
            json.writeStringField("type", tag);
        }
    }

    private static Class<?> kind(JsonNode tree) {
        if (!tree.path("vertices").isEmpty()) {
            return ComputationGraphConfiguration.class;
        }
        if (!tree.path("confs").isEmpty()) {
            return MultiLayerConfiguration.class;
        }
        throw new IllegalArgumentException("neither layers in a row (confs) nor a graph (vertices)");
    }

    private static ObjectMapper guarded() {
        return NeuralNetConfiguration.mapper().copy().setPolymorphicTypeValidator(new OnlyKnownClasses());
    }

    private static void requireKnown(String named, String file) {
        if (!KNOWN_CLASS.matcher(named).matches()) {
            throw new InvalidInputException(
                    "a model may name classes of Deeplearning4j and ND4J only, and none of object detection",
                    InvalidInputException.printable(named) + " in " + file,
                    "Replace that layer, vertex or function by one of Deeplearning4j's.");
        }
    }

    private static InvalidInputException malformed(String name, Throwable cause) {
        return new InvalidInputException(
                "a model file must be a MultiLayerConfiguration or a ComputationGraphConfiguration as JSON or YAML,"
                        + " a ModelSerializer zip, or a Keras model as HDF5",
                name,
                "Write it with configuration.toJson() or ModelSerializer; the log has what Deeplearning4j said.",
                cause);
    }

    /** Checks each class name before the class is loaded, wherever it occurs, such as in an array's first element. */
    private static final class OnlyKnownClasses extends PolymorphicTypeValidator.Base {
        private static final long serialVersionUID = 1L;

        @Override
        public Validity validateSubClassName(MapperConfig<?> config, JavaType base, String name) {
            return KNOWN_CLASS.matcher(name).matches() ? Validity.ALLOWED : Validity.DENIED;
        }
    }
}
