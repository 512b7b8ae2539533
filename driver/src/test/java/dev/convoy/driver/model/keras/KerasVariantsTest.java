package dev.convoy.driver.model.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The many ways in which versions of Keras store the same things: each is honoured or refused by name. */
class KerasVariantsTest {
    private static final PlainForward PLAIN = new PlainForward();
    private static final Shape IMAGES = new Shape(PlainForward.CHANNELS, PlainForward.HEIGHT, PlainForward.WIDTH);
    private static final String CONV = "{'class_name': 'Conv2D', 'config': {'name': 'conv', 'filters': 2, "
            + "'kernel_size': [2, 3], 'use_bias': false}}";
    private static final String FLATTEN = "{'class_name': 'Flatten', 'config': {'name': 'flatten'}}";
    private static final String DENSE = "{'class_name': 'Dense', 'config': {'name': 'dense', 'units': 3, "
            + "'use_bias': false, 'activation': 'softmax'}}";
    private static final String SHAPED =
            "{'class_name': 'InputLayer', 'config': {'name': 'in', " + "'batch_input_shape': [null, 4, 5, 3]}}";
    private static final String FLAT =
            "{'class_name': 'InputLayer', 'config': {'name': 'in', 'batch_input_shape': [null, 60]}}";

    @TempDir
    private Path folder;

    static Stream<Arguments> forms() {
        String relu = "{'class_name': 'ReLU', 'config': {'name': 'relu', 'max_value': MAX}}";
        double[] plain = PLAIN.convolution(false);
        double[] limited = PlainForward.reluUpTo(6, plain);
        return Stream.of(
                Arguments.of("tensorflow", row(SHAPED, CONV, FLATTEN, DENSE), plain),
                Arguments.of("jax", row(SHAPED, CONV, FLATTEN, DENSE), plain),
                Arguments.of("theano", row(SHAPED, CONV, FLATTEN, DENSE), PLAIN.convolution(true)),
                Arguments.of("theano", row(FLAT, DENSE), PLAIN.flat()),
                Arguments.of("tensorflow", row(FLAT, DENSE), PLAIN.flat()),
                Arguments.of("tensorflow", row(FLAT, FLATTEN, DENSE), PLAIN.flat()),
                Arguments.of("tensorflow", row(FLAT, reshape("[4, 5, 3]"), CONV, FLATTEN, DENSE), plain),
                Arguments.of("tensorflow", row(FLAT, reshape("[-1, 5, 3]"), CONV, FLATTEN, DENSE), plain),
                Arguments.of(
                        "tensorflow",
                        row(FLAT, reshape("{'class_name': '__tuple__', 'items': [4, 5, 3]}"), CONV, FLATTEN, DENSE),
                        plain),
                Arguments.of("tensorflow", row(SHAPED, CONV, relu.replace("MAX", "6.0"), FLATTEN, DENSE), limited),
                Arguments.of(
                        "tensorflow",
                        row(SHAPED, CONV, relu.replace("MAX", "{'type': 'ndarray', 'value': 6.0}"), FLATTEN, DENSE),
                        limited),
                Arguments.of(
                        "tensorflow",
                        row(
                                SHAPED,
                                CONV,
                                relu.replace(
                                        "MAX",
                                        "{'class_name': '__numpy__', 'config': {'value': 6.0, 'dtype': 'float32'}}"),
                                FLATTEN,
                                DENSE),
                        limited),
                Arguments.of(
                        "tensorflow",
                        row(
                                SHAPED,
                                CONV,
                                FLATTEN,
                                DENSE.replace(
                                        "'softmax'",
                                        "{'module': 'builtins', 'class_name': 'function', 'config': 'softmax'}")),
                        plain));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void outputsAreThoseOfPlainLoops(String backend, String model, double[] beforeDense) throws IOException {
        LoadedModel loaded = load(parts(model).with("backend", backend));

        assertOutputs(loaded, beforeDense);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[['in', 0, 0]]          | [['dense', 0, 0]]",
                "['in', 0, 0]            | ['dense', 0, 0]",
                "{'data': ['in', 0, 0]}  | {'classes': ['dense', 0, 0]}"
            })
    void inputAndOutputAreFoundInListsAndDictionaries(String input, String output) throws IOException {
        assertOutputs(load(parts(graph(input, output, ""))), PLAIN.convolution(false));
    }

    @Test
    void aLayerThatNeverActsAsInTrainingIsSaid() throws IOException {
        LoadedModel loaded = load(parts(graph("['in', 0, 0]", "['dense', 0, 0]", ", {'training': false}")));

        assertOutputs(loaded, PLAIN.convolution(false));
        assertThat(loaded.notes())
                .contains("conv of " + file() + " are called with training=False in Keras, and act as in training here"
                        + " unless train.freeze-until names one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'training': true", "'mask': ['in', 0, 0]"})
    void callsThatChangeResultsAreRefused(String arguments) {
        refused(
                parts(graph("['in', 0, 0]", "['dense', 0, 0]", ", {" + arguments + "}")),
                "Given: a call with "
                        + json(arguments
                                .replace(": ", "=")
                                .replaceFirst("'(\\w+)'=", "$1=")
                                .replace(", ", ",")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SpatialDropout2D",
                "GaussianNoise",
                "GaussianDropout",
                "AlphaDropout",
                "ActivityRegularization",
                "RandomErasing"
            })
    void layersThatActInTrainingOnlyAreLeftOut(String kind) throws IOException {
        String layer = "{'class_name': '" + kind + "', 'config': {'name': 'other', 'rate': 0.5}}";
        LoadedModel loaded = load(parts(row(SHAPED, CONV, layer, FLATTEN, DENSE)));

        assertOutputs(loaded, PLAIN.convolution(false));
        assertThat(loaded.notes()).anySatisfy(note -> assertThat(note)
                .startsWith("layer other, " + kind + " of " + file() + " is left out: it "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'SparseCategoricalCrossentropy', 'config': {'from_logits': true}"
                        + " | FILE has a softmax and a loss with from_logits: one softmax is computed, as by Keras",
                "'CategoricalCrossentropy', 'config': {'reduction': 'sum'}"
                        + " | the loss of FILE has reduction \"sum\": here it is the mean over the examples, so the"
                        + " learning rate means another step",
                "'CategoricalCrossentropy', 'config': {'reduction': 'sum_over_batch_size', 'axis': -1} |",
                "'function', 'config': 'sparse_categorical_crossentropy' |"
            })
    void aLossMeansWhatItMeansInKeras(String loss, String note) throws IOException {
        LoadedModel loaded = load(parts(row(SHAPED, CONV, FLATTEN, DENSE))
                .with(
                        "training_config",
                        json("{'loss': {'class_name': " + loss
                                + "}, 'optimizer_config': {'class_name': 'SGD', 'config': {}}}")));

        assertOutputs(loaded, PLAIN.convolution(false));
        assertThat(loaded.notes())
                .isEqualTo(note == null ? List.of() : List.of(note.replace("FILE", file().toString())));
    }

    @Test
    void theWeightOfTheLossIsSaid() throws IOException {
        String training =
                "{'loss': 'mse', 'loss_weights': [0.5], 'optimizer_config': {'class_name': 'SGD', " + "'config': {}}}";
        LoadedModel loaded = load(parts(row(SHAPED, CONV, FLATTEN, DENSE)).with("training_config", json(training)));

        assertThat(loaded.notes()).containsExactly("loss_weights [0.5] of " + file() + " is left out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'mixed_float16'",
                "{'module': 'keras', 'class_name': 'DTypePolicy', 'config': {'name': 'mixed_float16'}}"
            })
    void otherArithmeticIsSaid(String type) throws IOException {
        LoadedModel loaded =
                load(parts(row(SHAPED, CONV.replace("'conv',", "'conv', 'dtype': " + type + ","), FLATTEN, DENSE)));

        assertOutputs(loaded, PLAIN.convolution(false));
        assertThat(loaded.notes())
                .contains("layers of type mixed_float16 of " + file() + " are computed with kernel.precision");
    }

    @Test
    void whatIsStoredInAnotherWayIsRefusedByName() {
        String model = row(SHAPED, CONV, FLATTEN, DENSE);
        refused(parts(model).with("backend", "mxnet"), "Given: a backend mxnet in attribute backend of ");
        refused(
                parts(row(SHAPED, CONV.replace("'conv',", "'conv', 'dtype': 'int8_from_float32',"), FLATTEN, DENSE)),
                "Given: dtype \"int8_from_float32\" in layer conv of ");
        refused(
                parts(model)
                        .with(
                                "training_config",
                                json("{'loss': {'class_name': 'SparseCategoricalCrossentropy', 'config': "
                                        + "{'ignore_class': 255}}}")),
                "Given: a loss with ignore_class");
        refused(
                parts(row(
                        SHAPED,
                        "{'class_name': 'Normalization', 'config': {'name': 'scale', 'axis': [1], 'mean': 0, 'variance': 1}}",
                        CONV,
                        FLATTEN,
                        DENSE)),
                "Given: axis [1] in layer scale of ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LSTM", "Conv1D", "Lambda"})
    void theLayerIsNamedAndNotTheShape(String kind) {
        String layer =
                "{'class_name': '" + kind + "', 'config': {'name': 'other', 'batch_input_shape': [null, 28, 28]}}";
        refused(
                parts(row(layer, DENSE)),
                "Given: a layer of type " + kind
                        + (kind.equals("LSTM") ? ": recurrent networks are not supported" : "")
                        + " in layer other of ");
    }

    @Test
    void aFlatInputOfAnotherSizeIsNamed() {
        refused(
                parts(row(FLAT.replace("60", "61"), DENSE)),
                "the model must take images of 3×4×5 (channels, height, width). Given: shape [null,61] in layer in of ");
    }

    private static String row(String... layers) {
        return "{'class_name': 'Sequential', 'config': {'name': 'net', 'layers': [" + String.join(", ", layers) + "]}}";
    }

    private static String reshape(String target) {
        return "{'class_name': 'Reshape', 'config': {'name': 'reshape', 'target_shape': " + target + "}}";
    }

    /** @param call arguments with which the convolution is called */
    private static String graph(String input, String output, String call) {
        return "{'class_name': 'Functional', 'config': {'name': 'net', 'layers': ["
                + called(SHAPED, "")
                + ", "
                + called(CONV, "[['in', 0, 0" + call + "]]")
                + ", "
                + called(FLATTEN, "[['conv', 0, 0]]")
                + ", "
                + called(DENSE, "[['flatten', 0, 0]]")
                + "], 'input_layers': " + input + ", 'output_layers': " + output + "}}";
    }

    private static String called(String layer, String nodes) {
        return layer.substring(0, layer.length() - 1) + ", 'inbound_nodes': [" + nodes + "]}";
    }

    private static KerasParts parts(String model) {
        boolean convolution = model.contains("'Conv2D'");
        Map<String, Object> arrays = new HashMap<>();
        arrays.put("dense/kernel", convolution ? PLAIN.dense : PLAIN.flatDense);
        if (convolution) {
            arrays.put("conv/kernel", PLAIN.kernel);
        }
        return new KerasParts(new HashMap<>(Map.of("model_config", json(model), "keras_version", "2.9.0")), arrays);
    }

    private static void assertOutputs(LoadedModel loaded, double[] beforeDense) {
        double[] expected = PlainForward.softmax(
                beforeDense, beforeDense.length == PLAIN.dense.length ? PLAIN.dense : PLAIN.flatDense);
        for (String engine : List.of("reference", "onednn")) {
            try (GradientKernel kernel = KernelLookup.open(engine, loaded.model(), Precision.FLOAT32);
                    Optimizer optimizer = new Optimizer(loaded.model(), Precision.FLOAT32, 7)) {
                optimizer.load(loaded.start(optimizer.state()));
                float[] outputs = new float[PlainForward.CLASSES];
                kernel.evaluate(
                        optimizer.parameters(), new Batch(1, PLAIN.features(), new float[] {1, 0, 0}, 1), outputs);
                assertThat(outputs)
                        .as(engine)
                        .containsExactly(
                                new float[] {(float) expected[0], (float) expected[1], (float) expected[2]},
                                within(1e-5f));
            }
        }
        assertThat(Arrays.stream(expected).max().orElseThrow()).isLessThan(0.999);
    }

    private void refused(KerasParts parts, String message) {
        assertThatThrownBy(() -> load(parts))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(file().toString());
    }

    private LoadedModel load(KerasParts parts) throws IOException {
        return Samples.load(parts.write(file()), IMAGES, PlainForward.CLASSES, Optional.empty());
    }

    private Path file() {
        return folder.resolve("model.h5");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
