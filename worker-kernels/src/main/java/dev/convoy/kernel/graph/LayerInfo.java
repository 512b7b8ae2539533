package dev.convoy.kernel.graph;

import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;

/**
 * One layer or vertex of a model: a line of its summary.
 *
 * @param definition Deeplearning4j's {@code Layer} or {@code GraphVertex}, without the wrapper of frozen ones
 * @param frozen whether it never changes, and computes in training as at test time
 */
public record LayerInfo(
        String name, Object definition, Source source, Shape output, ParameterRange range, boolean frozen) {
    /**
     * The inputs of the layer.
     *
     * @param inputs 0 is the image, n + 1 the output of layer n
     * @param shapes of the inputs, after the preprocessor
     * @param preprocessor reshapes the input; null if none is needed
     */
    public record Source(List<Integer> inputs, List<Shape> shapes, InputPreProcessor preprocessor) {}

    /**
     * The range of its parameters.
     *
     * @param offset offset of the first, in the flattened vector
     */
    public record ParameterRange(long offset, long count) {}

    /** Returns the simple class name of the layer or vertex. */
    public String kind() {
        return definition.getClass().getSimpleName();
    }

    public List<Integer> inputs() {
        return source.inputs();
    }

    public List<Shape> shapes() {
        return source.shapes();
    }

    /** Returns the shape of the only, or first, input. */
    public Shape input() {
        return shapes().get(0);
    }

    /** Returns the preprocessor that reshapes the input; null if none is needed. */
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
