package dev.convoy.kernel.graph;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import java.util.List;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;

/**
 * A Deeplearning4j configuration whose shapes have been checked from the image to the output layer.
 *
 * @param configuration the configuration, with missing input sizes and preprocessors filled in
 * @param input the shape of one example
 * @param layers the layers, or a graph's vertices, in the order of their parameters
 */
public record Model(ModelConfiguration configuration, Shape input, List<LayerInfo> layers) {
    /** A layer's or a preprocessor's format; the check of shapes would set another. */
    private static final Pattern CHANNELS_LAST = Pattern.compile("\"\\w*[Ff]ormat\"\\s*:\\s*\"NHWC\"");

    /**
     * Checks the shapes from layer to layer. The configuration is copied, not changed.
     *
     * @throws InvalidInputException naming the first layer that does not fit, and both shapes; or if the network is for
     *     sequences or for images with their channels last
     */
    public static Model of(ModelConfiguration configuration, Shape input) {
        requireNotRecurrent(configuration);
        requireChannelsFirst(configuration);
        return new ShapeCheck(configuration.copy(), input).check();
    }

    private static void requireChannelsFirst(ModelConfiguration configuration) {
        if (CHANNELS_LAST.matcher(configuration.toJson()).find()) {
            throw new InvalidInputException(
                    "a network must take images with their channels first",
                    "layers with the data format NHWC",
                    "Train it anew with NCHW: its dense layers' weights are in the order of the other format.");
        }
    }

    /**
     * Requires that there are weights to train, by the one algorithm that Convoy has.
     *
     * @throws InvalidInputException if all are frozen, or if the configuration asks for another algorithm
     */
    public void requireTrainable() {
        if (layers.stream().allMatch(row -> row.frozen() || row.parameters() == 0)) {
            throw new InvalidInputException(
                    "a model must have weights to train",
                    parameters() == 0 ? "none" : "all of them are frozen",
                    "Freeze up to an earlier layer.");
        }
        configuration.layers().forEach(layer -> {
            OptimizationAlgorithm algorithm = layer.getOptimizationAlgo();
            if (algorithm != null && algorithm != OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT) {
                throw new InvalidInputException(
                        "a model must be trained by STOCHASTIC_GRADIENT_DESCENT, with any updater",
                        "optimizationAlgo " + algorithm,
                        "Change the configuration.");
            }
        });
    }

    /** @throws InvalidInputException if the network is for sequences, whatever the shape of its input is */
    public static void requireNotRecurrent(ModelConfiguration configuration) {
        RecurrentLayers.requireNone(configuration);
    }

    /** Checks the shapes of layers in a row. */
    public static Model of(MultiLayerConfiguration configuration, Shape input) {
        return of(new ModelConfiguration.Sequence(configuration), input);
    }

    /** Checks the shapes of a graph with one input and one output. */
    public static Model of(ComputationGraphConfiguration configuration, Shape input) {
        return of(new ModelConfiguration.Graph(configuration), input);
    }

    /** Reads either kind of configuration from its JSON and checks its shapes. */
    public static Model fromJson(String json, Shape input) {
        return of(ModelConfiguration.fromJson(json), input);
    }

    /**
     * Returns the model with a layer or vertex, and everything that leads to it, frozen. The configuration changes too.
     *
     * @throws InvalidInputException if none has that name
     */
    public Model frozenUntil(String name) {
        return Freezing.until(name, this);
    }

    /**
     * Gives the classes weights in the loss, instead of those in the configuration. The configuration changes.
     *
     * @param weights a weight for each output, above 0: see {@link Loss.Kind#SOFTMAX_CROSS_ENTROPY}
     * @throws InvalidInputException if the loss is not cross-entropy after softmax
     */
    public void weighClasses(float[] weights) {
        ClassWeights.set(layers.get(layers.size() - 1), weights);
    }

    /** Makes all layers of a configuration trainable, also those that a file says are frozen. */
    public static void thaw(ModelConfiguration configuration) {
        Freezing.undo(configuration);
    }

    /** Returns the number of values of the output layer for one example. */
    public int outputs() {
        return Math.toIntExact(layers.get(layers.size() - 1).output().size());
    }

    /**
     * Requires that no parameter is infinite or NaN.
     *
     * @param owner what the parameters belong to, for the message
     * @throws InvalidInputException naming the layer of the first one that is
     */
    public void requireFinite(FlatVector parameters, String owner) {
        if (parameters.isFinite()) {
            return;
        }
        int place = parameters.firstNotFinite();
        LayerInfo layer = layers.stream()
                .filter(row -> place < row.parameterOffset() + row.parameters())
                .findFirst()
                .orElseThrow();
        throw new InvalidInputException(
                "weights must be finite as " + parameters.type(),
                "an infinite value or NaN in layer " + layer.name() + " of " + owner,
                "Use a model from before training diverged.");
    }

    /**
     * Requires that every layer whose weights are trained has its updater where Convoy can replace it.
     *
     * @param use what replaces it, for the message
     * @throws InvalidInputException naming the first layer that has not, such as one of SameDiff
     */
    public void requireUpdaters(String use) {
        layers.stream()
                .filter(row -> row.parameters() > 0 && !row.frozen() && !(row.definition() instanceof BaseLayer))
                .findFirst()
                .ifPresent(row -> {
                    throw new InvalidInputException(
                            use + " need layers whose updater can be replaced",
                            "layer " + row.name() + " of type " + row.kind(),
                            "Leave that key out, or freeze the layer.");
                });
    }

    /** Returns the length of the flattened parameter vector. */
    public long parameters() {
        return layers.stream().mapToLong(LayerInfo::parameters).sum();
    }
}
