package dev.convoy.kernel.onednn.program;

import dev.convoy.kernel.graph.Shape;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** Memory descriptions: the plain ones of Deeplearning4j's vectors, and "whatever oneDNN likes best". */
public final class Layouts {
    private Layouts() {}

    /** {@code size × channels × height × width}, row-major. */
    public static memory.desc image(int size, Shape shape, data_type type) {
        return new memory.desc(imageDimensions(size, shape), type, format_tag.abcd);
    }

    public static memory.desc anyImage(int size, Shape shape, data_type type) {
        return new memory.desc(imageDimensions(size, shape), type, format_tag.any);
    }

    /** {@code size × length}, row-major. */
    public static memory.desc vector(int size, long length, data_type type) {
        return new memory.desc(new long[] {size, length}, type, format_tag.ab);
    }

    public static memory.desc anyVector(int size, long length, data_type type) {
        return new memory.desc(new long[] {size, length}, type, format_tag.any);
    }

    /** One float32 a channel. */
    public static memory.desc channels(long length) {
        return new memory.desc(new long[] {length}, data_type.f32, format_tag.a);
    }

    /** A description that stands for "there is none". */
    public static memory.desc none() {
        return new memory.desc();
    }

    public static long[] imageDimensions(int size, Shape shape) {
        return new long[] {size, shape.channels(), shape.height(), shape.width()};
    }
}
