package dev.convoy.driver.model;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.keras.TextLimits;
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
 * Deeplearning4j's JSON or YAML, from whoever wrote it. The text names classes, and Deeplearning4j runs the static
 * initializer of any class that is named before it looks what kind it is: so the names are checked first.
 */
final class ConfigurationText {
    /** In bytes; ResNet-50's is half a megabyte. */
    static final int LARGEST = 16 << 20;

    /**
     * Layers of object detection hold arrays, whose shapes Deeplearning4j believes: it would write one from memory that is
     * not the array's.
     */
    private static final Pattern KNOWN_CLASS = Pattern.compile(
            "org\\.(?!deeplearning4j\\.nn\\.conf\\.layers\\.objdetect\\.)(deeplearning4j|nd4j\\.linalg)\\.[\\w.$]+");

    /** The second is a distribution's, which Deeplearning4j also reads by a mapper of its own. */
    private static final Set<String> NAMES_A_CLASS = Set.of("@class", "type");

    private ConfigurationText() {}

    /**
     * @param name of the file, for messages
     * @throws InvalidInputException if it is not of one of the two kinds, or names a class that is not Deeplearning4j's
     */
    static ModelConfiguration parse(byte[] text, String name) {
        if (text.length > LARGEST) {
            throw new InvalidInputException(
                    "a model's configuration must be at most " + (LARGEST >> 20) + " MiB",
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
            // The error is the YAML parser's, which takes a turn for each part of a number to the base of 60.
            throw malformed(name, e);
        }
    }

    /** The same as JSON, all of whose classes are known. */
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
                                // A generic type's arguments would be loaded with it, unseen by the validator.
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

    /** What Deeplearning4j's JSON has as a value, its YAML has as a tag. */
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

    /** Asked for each name in whatever form, among them an array's first element, before its class is loaded. */
    private static final class OnlyKnownClasses extends PolymorphicTypeValidator.Base {
        private static final long serialVersionUID = 1L;

        @Override
        public Validity validateSubClassName(MapperConfig<?> config, JavaType base, String name) {
            return KNOWN_CLASS.matcher(name).matches() ? Validity.ALLOWED : Validity.DENIED;
        }
    }
}
