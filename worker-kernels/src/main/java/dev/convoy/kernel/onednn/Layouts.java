package dev.convoy.kernel.onednn;

import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** Memory descriptions in float32: the plain ones of Deeplearning4j's vectors, and "whatever oneDNN likes best". */
final class Layouts {
    private Layouts() {}

    /** {@code size × channels × height × width}, row-major. */
    static memory.desc image(int size, Shape shape) {
        return plain(imageDimensions(size, shape), format_tag.abcd);
    }

    /** The image's dimensions in row-major order, whatever its layout is. */
    static memory.desc rowMajor(memory image) {
        long[] dimensions = new long[4];
        image.get_desc().get_dims().get(dimensions);
        return plain(dimensions, format_tag.abcd);
    }

    static memory.desc anyImage(int size, Shape shape) {
        return plain(imageDimensions(size, shape), format_tag.any);
    }

    /** {@code size × length}, row-major. */
    static memory.desc vector(int size, long length) {
        return plain(new long[] {size, length}, format_tag.ab);
    }

    static memory.desc anyVector(int size, long length) {
        return plain(new long[] {size, length}, format_tag.any);
    }

    static memory.desc bias(long length) {
        return plain(new long[] {length}, format_tag.a);
    }

    /** Weights as {@code out × in × height × width}, row-major. */
    static memory.desc weights(long... dimensions) {
        return plain(dimensions, format_tag.abcd);
    }

    static memory.desc anyWeights(long... dimensions) {
        return plain(dimensions, format_tag.any);
    }

    /** A description that stands for "there is none". */
    static memory.desc none() {
        return new memory.desc();
    }

    static long[] kernel(Window window) {
        return new long[] {window.kernelHeight(), window.kernelWidth()};
    }

    static long[] strides(Window window) {
        return new long[] {window.strideHeight(), window.strideWidth()};
    }

    /** oneDNN counts the taps left out, Deeplearning4j the step from tap to tap. */
    static long[] dilation(Window window) {
        return new long[] {window.dilationHeight() - 1, window.dilationWidth() - 1};
    }

    static long[] paddingBefore(Window window) {
        return new long[] {window.padTop(), window.padLeft()};
    }

    static long[] paddingAfter(Window window) {
        return new long[] {window.padBottom(), window.padRight()};
    }

    private static long[] imageDimensions(int size, Shape shape) {
        return new long[] {size, shape.channels(), shape.height(), shape.width()};
    }

    private static memory.desc plain(long[] dimensions, format_tag tag) {
        return new memory.desc(dimensions, data_type.f32, tag);
    }
}
