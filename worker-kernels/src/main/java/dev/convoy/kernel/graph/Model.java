package dev.convoy.kernel.graph;

import dev.convoy.kernel.FlatVector;
import dev.convoy.kernel.InvalidInput;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * A Deeplearning4j configuration whose shapes have been followed from the image to the output layer and fit.
 *
 * @param configuration the configuration, with input sizes and preprocessors filled in where they were left open
 * @param input one example's shape
 * @param layers the layers, or a graph's vertices, in the order of their parameters
 */
public record Model(ModelConfiguration configuration, Shape input, List<Row> layers) {
    /**
     * One layer or vertex: a line of the model's summary.
     *
     * @param definition Deeplearning4j's {@code Layer} or {@code GraphVertex}
     * @param preprocessor what reshapes a layer's input; null if nothing does
     * @param inputs what it reads: 0 is the image, n + 1 the output of row n
     * @param shapes of these, behind the preprocessor
     * @param parameterOffset where its parameters start in the flattened vector
     * @param frozen whether it never changes and computes in training as at test time; Deeplearning4j's wrapper for that
     *     is not in {@code definition}
     */
    public record Row(
            String name,
            Object definition,
            InputPreProcessor preprocessor,
            List<Integer> inputs,
            List<Shape> shapes,
            Shape output,
            long parameterOffset,
            long parameters,
            boolean frozen) {
        /** The class of the layer or vertex. */
        public String kind() {
            return definition.getClass().getSimpleName();
        }

        /** The shape of the only, or first, input. */
        public Shape input() {
            return shapes.get(0);
        }
    }

    /**
     * Follows the shapes. The configuration is copied, not changed.
     *
     * @throws InvalidInput naming the first layer that does not fit, and both shapes
     */
    public static Model check(ModelConfiguration configuration, Shape input) {
        return new ShapeCheck(configuration.copy(), input).check();
    }

    /** The same for layers in a row. */
    public static Model check(MultiLayerConfiguration configuration, Shape input) {
        return check(new ModelConfiguration.Sequence(configuration), input);
    }

    /** The same for a graph of one input and one output. */
    public static Model check(ComputationGraphConfiguration configuration, Shape input) {
        return check(new ModelConfiguration.Graph(configuration), input);
    }

    /** Reads either kind of configuration from its JSON and follows its shapes. */
    public static Model fromJson(String json, Shape input) {
        return check(ModelConfiguration.fromJson(json), input);
    }

    /**
     * The same with a layer or vertex frozen, and all that leads to it. The configuration changes too.
     *
     * @throws InvalidInput if there is none of that name
     */
    public Model frozenUntil(String name) {
        return Freezing.until(name, this);
    }

    /** Values of the output layer for one example. */
    public int outputs() {
        return Math.toIntExact(layers.get(layers.size() - 1).output().size());
    }

    /**
     * Requires that no parameter is infinite or NaN.
     *
     * @param owner what they are of, for the message
     * @throws InvalidInput naming the layer of the first that is
     */
    public void requireFinite(FlatVector parameters, String owner) {
        if (parameters.isFinite()) {
            return;
        }
        int place = parameters.firstNotFinite();
        Row layer = layers.stream()
                .filter(row -> place < row.parameterOffset() + row.parameters())
                .findFirst()
                .orElseThrow();
        throw new InvalidInput(
                "weights must be finite as " + parameters.type(),
                "an infinite value or NaN in layer " + layer.name() + " of " + owner,
                "Take a model from before training diverged.");
    }

    /** Length of the flattened parameter vector. */
    public long parameters() {
        return layers.stream().mapToLong(Row::parameters).sum();
    }
}
