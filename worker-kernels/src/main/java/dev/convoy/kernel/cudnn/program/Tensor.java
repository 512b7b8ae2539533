package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.DeviceBuffer;
import dev.convoy.kernel.cudnn.device.ElementType;
import dev.convoy.kernel.graph.Shape;

/**
 * A minibatch of activations or their gradients, {@code [example][row][column][channel]}.
 *
 * @param shape of one example
 */
public record Tensor(DeviceBuffer buffer, ElementType type, int size, Shape shape) {
    public long count() {
        return size * shape.size();
    }

    /** Returns the number of rows of the matrix {@code [position][channel]}. */
    public long places() {
        return (long) size * shape.height() * shape.width();
    }

    public int channels() {
        return shape.channels();
    }

    public int plane() {
        return shape.height() * shape.width();
    }

    /** Whether a kernel may visit several neighbouring channels at once. */
    public boolean wide() {
        return channels() % type.wide() == 0;
    }
}
