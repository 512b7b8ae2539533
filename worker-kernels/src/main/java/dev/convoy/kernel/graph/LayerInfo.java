package dev.convoy.kernel.graph;

import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;

/**
 * One layer or vertex of a model: a line of its summary.
 *
 * @param definition Deeplearning4j's {@code Layer} or {@code GraphVertex}, without its wrapper for frozen ones
 * @param frozen whether it never changes, and computes in training as it does in a test
 */
public record LayerInfo(
        String name, Object definition, Source source, Shape output, ParameterRange range, boolean frozen) {
    /**
     * What the layer reads.
     *
     * @param inputs 0 is the image, n + 1 the output of layer n
     * @param shapes of the inputs, after the preprocessor
     * @param preprocessor what reshapes the input; null if nothing does
     */
    public record Source(List<Integer> inputs, List<Shape> shapes, InputPreProcessor preprocessor) {}

    /**
     * Where its parameters are.
     *
     * @param offset of the first, in the flattened vector
     */
    public record ParameterRange(long offset, long count) {}

    /** The class of the layer or vertex. */
    public String kind() {
        return definition.getClass().getSimpleName();
    }

    public List<Integer> inputs() {
        return source.inputs();
    }

    public List<Shape> shapes() {
        return source.shapes();
    }

    /** The shape of the only, or first, input. */
    public Shape input() {
        return shapes().get(0);
    }

    /** What reshapes the input; null if nothing does. */
    public InputPreProcessor preprocessor() {
        return source.preprocessor();
    }

    public long parameterOffset() {
        return range.offset();
    }

    public long parameters() {
        return range.count();
    }
}
