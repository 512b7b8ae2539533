package dev.convoy.kernel.graph;

import dev.convoy.kernel.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * A Deeplearning4j configuration whose shapes have been followed from the image to the output layer and fit.
 *
 * @param configuration the configuration, with input sizes and preprocessors filled in where they were left open
 * @param input one example's shape
 * @param layers the layers in order, of whatever kind
 */
public record Model(MultiLayerConfiguration configuration, Shape input, List<Row> layers) {
    /**
     * One line of the model's summary.
     *
     * @param input the shape the layer is given, after its preprocessor
     * @param parameterOffset where its parameters start in the flattened vector
     */
    public record Row(String name, String kind, Shape input, Shape output, long parameterOffset, long parameters) {}

    /**
     * Follows the shapes. The configuration is copied, not changed.
     *
     * @throws InvalidInput naming the first layer that does not fit, and both shapes
     */
    public static Model check(MultiLayerConfiguration given, Shape input) {
        MultiLayerConfiguration configuration = given.clone();
        InputType type = InputType.convolutional(input.height(), input.width(), input.channels());
        List<Row> rows = new ArrayList<>();
        long offset = 0;
        for (int i = 0; i < configuration.getConfs().size(); i++) {
            NeuralNetConfiguration layerConfiguration = configuration.getConf(i);
            Layer layer = layerConfiguration.getLayer();
            String name = layer.getLayerName() == null ? "layer" + i : layer.getLayerName();
            layer.setLayerName(name);
            InputType before = type;
            type = preprocess(configuration, i, layer, name, before);
            checkInputSize(layer, name, type, before);
            InputType output = outputOf(layer, i, name, type);
            layer.setDataType(configuration.getDataType());
            long parameters = layer.initializer().numParams(layerConfiguration);
            rows.add(new Row(
                    name, layer.getClass().getSimpleName(), Shape.of(type), Shape.of(output), offset, parameters));
            offset += parameters;
            type = output;
        }
        return new Model(configuration, input, List.copyOf(rows));
    }

    /** Reads a configuration from its JSON and follows its shapes. */
    public static Model fromJson(String json, Shape input) {
        return check(MultiLayerConfiguration.fromJson(json), input);
    }

    /** Values of the output layer for one example. */
    public int outputs() {
        return Math.toIntExact(layers.get(layers.size() - 1).output().size());
    }

    /** Length of the flattened parameter vector. */
    public long parameters() {
        return layers.stream().mapToLong(Row::parameters).sum();
    }

    private static InputType preprocess(
            MultiLayerConfiguration configuration, int index, Layer layer, String name, InputType type) {
        InputPreProcessor given = configuration.getInputPreProcess(index);
        try {
            InputPreProcessor preprocessor = given != null ? given : layer.getPreProcessorForInputType(type);
            if (preprocessor == null) {
                return type;
            }
            configuration.getInputPreProcessors().put(index, preprocessor);
            return preprocessor.getOutputType(type);
        } catch (RuntimeException e) {
            throw misfit(name, given == null ? "another kind of input" : given.toString(), type, e);
        }
    }

    private static void checkInputSize(Layer layer, String name, InputType type, InputType before) {
        if (!(layer instanceof FeedForwardLayer sized)) {
            return;
        }
        if (sized.getNIn() <= 0) {
            sized.setNIn(type, true);
            return;
        }
        long declared = sized.getNIn();
        sized.setNIn(type, true);
        if (sized.getNIn() != declared) {
            String unit = type instanceof InputType.InputTypeConvolutional ? " channels" : " values";
            throw misfit(name, declared + unit, before, null);
        }
    }

    private static InputType outputOf(Layer layer, int index, String name, InputType type) {
        String expected = "an input that its kernel, stride and padding fit into";
        try {
            InputType output = layer.getOutputType(index, type);
            Shape shape = Shape.of(output);
            // Deeplearning4j lets a kernel through that is larger than its image.
            if (shape.channels() < 1 || shape.height() < 1 || shape.width() < 1) {
                throw misfit(name, expected, type, null);
            }
            return output;
        } catch (InvalidInput e) {
            throw e;
        } catch (RuntimeException e) {
            throw misfit(name, expected, type, e);
        }
    }

    private static InvalidInput misfit(String name, String expected, InputType type, Throwable cause) {
        Shape shape = Shape.of(type);
        boolean image = type instanceof InputType.InputTypeConvolutional;
        return new InvalidInput(
                "layer " + name + " takes " + expected,
                image ? shape.channels() + "×" + shape.height() + "×" + shape.width() : shape,
                "Change the layer or the one before it so that the shapes meet.",
                cause);
    }
}
