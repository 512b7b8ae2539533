package dev.convoy.driver.model.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nested models, and layers for which Convoy's networks have no part. */
class KerasStructureTest {
    private static final String DENSE = "{'class_name': 'Dense'";
    private static final String FLATTEN =
            "{'class_name': 'Flatten', 'config': {'name': 'flatten', " + "'batch_input_shape': [null, 2, 2, 1]}}";

    @TempDir
    private Path folder;

    /** Keras's usual head of a fine-tuned network. */
    @ParameterizedTest
    @ValueSource(strings = {"'Flatten', 'config': {", "'Reshape', 'config': {'target_shape': [1], "})
    void aVectorThatIsFlattenedStaysWhatItIs(String layer) throws IOException {
        LoadedModel loaded = load(KerasParts.good()
                .array("dense/kernel", new float[][] {{1, 2, 3}})
                .model(
                        json(FLATTEN),
                        json("{'class_name': 'GlobalAveragePooling2D', 'config': {'name': 'mean', "
                                + "'batch_input_shape': [null, 2, 2, 1]}}, {'class_name': " + layer
                                + "'name': 'flat'}}")));

        assertThat(names(loaded)).containsExactly("mean", "flat", "dense");
        assertThat(parameters(loaded)).containsExactly(1, 2, 3, 1, 2, 3);
    }

    /** Both models have a layer of the same name, and count uses differently. */
    @Test
    void aModelInARowIsInlined() throws IOException {
        String inner = "{'class_name': 'Functional', 'config': {'name': 'base', 'layers': ["
                + "{'class_name': 'InputLayer', 'config': {'name': 'in', 'batch_input_shape': [null, 2, 2, 1]}, "
                + "'inbound_nodes': []}, "
                + "{'class_name': 'Flatten', 'config': {'name': 'flatten'}, 'inbound_nodes': [[['in', 0, 0, {}]]]}, "
                + "{'class_name': 'Dense', 'config': {'name': 'dense', 'units': 2, 'trainable': false}, "
                + "'inbound_nodes': [[['flatten', 0, 0, {}]]]}], "
                + "'input_layers': [['in', 0, 0]], 'output_layers': [['dense', 0, 0]]}}";
        LoadedModel loaded = load(nested(KerasParts.good().model(json(FLATTEN), json(inner))));

        assertInlined(loaded);
        assertThat(loaded.notes())
                .contains("base/dense of " + file()
                        + " are not trainable in Keras, and are trained here unless train.freeze-until names one");
    }

    @Test
    void aModelInAGraphIsInlined() throws IOException {
        String base = "{'class_name': 'Sequential', 'config': {'name': 'base', 'layers': ["
                + "{'class_name': 'Flatten', 'config': {'name': 'flatten'}}, "
                + "{'class_name': 'Dense', 'config': {'name': 'dense', 'units': 2}}]}, 'name': 'base', "
                + "'inbound_nodes': [[['in', 0, 0, {}]]]}";
        String head = "{'class_name': 'Sequential', 'config': {'name': 'head', 'layers': ["
                + "{'class_name': 'InputLayer', 'config': {'name': 'in', 'batch_shape': [null, 2]}}, "
                + "{'class_name': 'Dense', 'config': {'name': 'dense', 'units': 3, 'activation': 'softmax'}}]}, "
                + "'name': 'head', 'inbound_nodes': [[['base', 1, 0, {}]]]}";
        String graph = "{'class_name': 'Functional', 'config': {'name': 'net', 'layers': ["
                + "{'class_name': 'InputLayer', 'config': {'name': 'in', 'batch_input_shape': [null, 2, 2, 1]}, "
                + "'inbound_nodes': []}, " + head + ", " + base
                + "], 'input_layers': [['in', 0, 0]], 'output_layers': [['head', 1, 0]]}}";
        LoadedModel loaded = load(nested(KerasParts.good().with("model_config", json(graph)))
                .noArray("dense/kernel")
                .noArray("dense/bias")
                .array("head/seq/dense/kernel", new float[][] {{1, 2, 3}, {4, 5, 6}})
                .array("head/seq/dense/bias", new float[] {7, 8, 9}));

        assertThat(names(loaded)).containsExactly("base/flatten", "base/dense", "head/dense");
        assertThat(parameters(loaded))
                .containsExactly(11, 13, 15, 17, 12, 14, 16, 18, 19, 20, 1, 4, 2, 5, 3, 6, 7, 8, 9);
    }

    private static KerasParts nested(KerasParts parts) {
        return parts.array("base/dense/kernel", new float[][] {{11, 12}, {13, 14}, {15, 16}, {17, 18}})
                .array("base/dense/bias", new float[] {19, 20})
                .array("dense/kernel", new float[][] {{1, 2, 3}, {4, 5, 6}})
                .array("dense/bias", new float[] {7, 8, 9});
    }

    private static void assertInlined(LoadedModel loaded) {
        assertThat(names(loaded)).containsExactly("base/flatten", "base/dense", "dense");
        assertThat(parameters(loaded))
                .containsExactly(11, 13, 15, 17, 12, 14, 16, 18, 19, 20, 1, 4, 2, 5, 3, 6, 7, 8, 9);
    }

    @ParameterizedTest
    @CsvSource({
        "RandomFlip, 'it changes images in training only, as train.augment does'",
        "Rescaling, 'images are normalized by its numbers, unless data.normalization names others'"
    })
    void layersBeforeTheNetworkAreLeftOutAndNamed(String kind, String why) throws IOException {
        LoadedModel loaded = load(KerasParts.good()
                .model(
                        json(FLATTEN),
                        json("{'class_name': '" + kind + "', 'config': {'name': 'first', 'batch_input_shape': "
                                + "[null, 2, 2]}}, {'class_name': 'Flatten', 'config': {'name': 'flatten'}}")));

        assertThat(names(loaded)).containsExactly("flatten", "dense");
        assertThat(loaded.notes()).contains("layer first, " + kind + " of " + file() + " is left out: " + why);
    }

    /** Features are what Keras computes: {@code (pixel · scale + offset − mean) / √variance}. */
    @Test
    void layersThatScaleTheImagesBecomeTheirNormalization() throws IOException {
        String flatten = "{'class_name': 'Flatten', 'config': {'name': 'flatten'}}";
        String rescaling = "{'class_name': 'Rescaling', 'config': {'name': 'first', 'scale': 0.0078125, "
                + "'offset': -1.0, 'batch_input_shape': [null, 2, 2, 1]}}, ";
        String adapted = "{'class_name': 'Normalization', 'config': {'name': 'second', 'axis': [-1]}}, ";
        String given = "{'class_name': 'Normalization', 'config': {'name': 'second', 'axis': [-1], "
                + "'mean': [[[[0.5]]]], 'variance': 4.0}}, ";

        assertFeature(load(KerasParts.good().model(json(FLATTEN), json(rescaling + flatten))), 160 / 128.0 - 1);
        assertFeature(
                load(KerasParts.good().model(json(FLATTEN), json(rescaling + given + flatten))),
                (160 / 128.0 - 1 - 0.5) / 2);
        assertFeature(
                load(KerasParts.good()
                        .array("second/mean", new float[] {-0.25f})
                        .array("second/variance", new float[] {0.25f})
                        .model(json(FLATTEN), json(rescaling + adapted + flatten))),
                (160 / 128.0 - 1 + 0.25) / 0.5);
        assertThat(load(KerasParts.good()).description().normalization()).isNull();
    }

    /** The feature of a pixel of 160. */
    private static void assertFeature(LoadedModel loaded, double expected) {
        assertThat(loaded.description().normalization().table(0)[160]).isCloseTo((float) expected, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'scale': 0       | a Keras model may only use what Convoy computes as Keras does. Given: scaling of images by [0.0]",
                "'scale': [1, 2]  | a Keras model may only use what Convoy computes as Keras does. Given: scale with 2 numbers for 1 channels",
                "'scale': 'x'     | scale must be a finite number"
            })
    void scalingsThatAreNoNormalizationAreRefused(String settings, String message) {
        String rescaling = "{'class_name': 'Rescaling', 'config': {'name': 'first', " + settings
                + ", 'batch_input_shape': [null, 2, 2, 1]}}, ";
        refused(
                KerasParts.good()
                        .model(
                                json(FLATTEN),
                                json(rescaling + "{'class_name': 'Flatten', 'config': {'name': 'flatten'}}")),
                message);
    }

    @ParameterizedTest
    @CsvSource({"'[null, 2, 3, 1]', 1 2 3", "'[null, null, null, 1]', 1 0 0", "'[null, 2, null, 1]', 1 0 0"})
    void theChannelsAreKnownWhereTheSizeIsOpen(String given, String shape) throws IOException {
        KerasParts.good().model("[null, 2, 2, 1]", given).write(file());

        assertThat(ModelLoader.imageShape(file().toString(), new Configuration()))
                .hasValueSatisfying(image -> assertThat(image.channels() + " " + image.height() + " " + image.width())
                        .isEqualTo(shape));
    }

    /** One normalization of the images cannot stand for different ones of branches. */
    @ParameterizedTest
    @CsvSource({
        "in, the image without the scaling by a in layer sum of ",
        "b, a scaling of the image beside that by a in layer b of ",
    })
    void aScalingOfOneBranchIsRefused(String other, String message) {
        String scalings = "{'class_name': 'Rescaling', 'config': {'name': 'a', 'scale': 0.5}, "
                + "'inbound_nodes': [[['in', 0, 0, {}]]]}, "
                + (other.equals("b")
                        ? "{'class_name': 'Rescaling', 'config': {'name': 'b', 'scale': 0.1}, "
                                + "'inbound_nodes': [[['in', 0, 0, {}]]]}, "
                        : "");
        refused(
                graph(scalings, "Add", "[['a', 0, 0, {}], ['" + other + "', 0, 0, {}]]"),
                "a Keras model may only use what Convoy computes as Keras does. Given: " + message);
    }

    /** As Keras 3 writes {@code x * 0.2}, and other arithmetic that is not between layers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'args': [IN, 0.2], 'kwargs': {}}    | a call with the constant 0.2 in layer sum of ",
                "{'args': [[IN, 0.2]], 'kwargs': {}}  | a call with the constant 0.2 in layer sum of ",
                "{'args': [{'a': IN, 'b': 0.2}], 'kwargs': {}} | a call with the constant {",
                "{'args': [[IN]], 'kwargs': {}}       | 1 inputs of a Multiply in layer sum of ",
                "[['in', 0, 0, {}]]                   | 1 inputs of a Multiply in layer sum of ",
            })
    void arithmeticWithAConstantIsNotLeftOut(String call, String message) {
        String in = "{'class_name': '__keras_tensor__', 'config': {'keras_history': ['in', 0, 0]}}";
        refused(
                graph("", "Multiply", call.replace("IN", in)),
                "a Keras model may only use what Convoy computes as Keras does. Given: " + message);
    }

    /** An image, some layers, a layer named sum, and the classes. */
    private static KerasParts graph(String layers, String kind, String call) {
        return KerasParts.good()
                .with(
                        "model_config",
                        json("{'class_name': 'Functional', 'config': {'name': 'net', 'layers': ["
                                + "{'class_name': 'InputLayer', 'config': {'name': 'in', 'batch_input_shape': "
                                + "[null, 2, 2, 1]}, 'inbound_nodes': []}, " + layers + "{'class_name': '" + kind
                                + "', 'config': {'name': 'sum'}, 'inbound_nodes': [" + call + "]}, "
                                + "{'class_name': 'Flatten', 'config': {'name': 'flatten'}, "
                                + "'inbound_nodes': [[['sum', 0, 0, {}]]]}, "
                                + "{'class_name': 'Dense', 'config': {'name': 'dense', 'units': 3, "
                                + "'activation': 'softmax'}, 'inbound_nodes': [[['flatten', 0, 0, {}]]]}], "
                                + "'input_layers': [['in', 0, 0]], 'output_layers': [['dense', 0, 0]]}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "Rescaling, a layer of type Rescaling in layer other of ",
        "RandomCrop, a layer of type RandomCrop in layer other of "
    })
    void layersThatComputeAreNotLeftOut(String kind, String message) {
        refused(
                KerasParts.good()
                        .model(
                                json(DENSE),
                                json("{'class_name': '" + kind + "', 'config': {'name': 'other'}}, " + DENSE)),
                "a Keras model may only use what Convoy computes as Keras does. Given: " + message);
    }

    /** The values of an image with channels last would have another order in Convoy. */
    @Test
    void classesThatAreAFlattenedImageAreRefused() {
        String image = "{'class_name': 'Conv2D', 'config': {'name': 'conv', 'filters': 3, 'kernel_size': 1, "
                + "'batch_input_shape': [null, 2, 2, 1]}}, {'class_name': 'Flatten', 'config': {'name': 'flatten'}}";
        for (String last : new String[] {"", ", {'class_name': 'Softmax', 'config': {'name': 'softmax'}}"}) {
            refused(
                    KerasParts.good()
                            .with("training_config", json("{'loss': 'mse'}"))
                            .with(
                                    "model_config",
                                    json("{'class_name': 'Sequential', 'config': {'layers': [" + image + last + "]}}")),
                    "a Keras model may only use what Convoy computes as Keras does. Given: classes that are the values"
                            + " of a flattened image in layer ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "bias"})
    void penaltiesThatAreNotKnownAreRefused(String of) {
        refused(
                KerasParts.good()
                        .model(
                                "\"units\": 3",
                                json("'units': 3, '" + of
                                        + "_regularizer': {'class_name': 'Orthogonal', 'config': {}}")),
                "a Keras model may only use what Convoy computes as Keras does. Given: " + of + "_regularizer {");
    }

    /** The file must hold the weights that read a flattened image. */
    @Test
    void flattenedImagesThatTheFileCannotHoldAreRefused() {
        String border = "{'class_name': 'ZeroPadding2D', 'config': {'name': 'border', 'padding': 4000, "
                + "'batch_input_shape': [null, 2, 2, 1]}}, {'class_name': 'Conv2D', 'config': {'name': 'conv', "
                + "'filters': 30, 'kernel_size': 1}}, {'class_name': 'Flatten', 'config': {'name': 'flatten'}}";
        refused(
                KerasParts.good().model(json(FLATTEN), json(border)),
                "a Keras file must hold all of its model's weights. Given: 1,920,960,120 values of flattened images, ");
    }

    private void refused(KerasParts parts, String message) {
        assertThatThrownBy(() -> load(parts))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageContaining(file().toString());
    }

    private static List<String> names(LoadedModel loaded) {
        return loaded.model().layers().stream().map(LayerInfo::name).toList();
    }

    private static float[] parameters(LoadedModel loaded) {
        return loaded.weights().orElseThrow().parameters().toFloats();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private Path file() {
        return folder.resolve("model.h5");
    }

    private LoadedModel load(KerasParts parts) throws IOException {
        return Samples.load(parts.write(file()), new Shape(1, 2, 2), 3, Optional.empty());
    }
}
