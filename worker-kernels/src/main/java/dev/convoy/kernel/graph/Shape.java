package dev.convoy.kernel.graph;

import java.io.Serializable;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** The shape of one example's activations. A vector of n values is {@code n × 1 × 1}. */
public record Shape(int channels, int height, int width) implements Serializable {
    /** Returns the number of values of one example. */
    public long size() {
        return (long) channels * height * width;
    }

    /** Whether it has no height and no width. */
    public boolean isVector() {
        return height == 1 && width == 1;
    }

    /** Reads a Deeplearning4j input type, also of vectors and flattened images. */
    static Shape of(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional image) {
            return new Shape((int) image.getChannels(), (int) image.getHeight(), (int) image.getWidth());
        }
        return new Shape((int) type.arrayElementsPerExample(), 1, 1);
    }

    @Override
    public String toString() {
        return isVector() ? Integer.toString(channels) : channels + "×" + height + "×" + width;
    }
}
