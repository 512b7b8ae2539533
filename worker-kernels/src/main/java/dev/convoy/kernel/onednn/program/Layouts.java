package dev.convoy.kernel.onednn.program;

import dev.convoy.kernel.graph.Shape;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.dnnl.memory.format_tag;

/** Memory descriptions: the plain layouts of Deeplearning4j's vectors, and "any layout that oneDNN prefers". */
public final class Layouts {
    private Layouts() {}

    /** Describes {@code size × channels × height × width}, row-major. */
    public static memory.desc image(int size, Shape shape, data_type type) {
        return new memory.desc(imageDimensions(size, shape), type, format_tag.abcd);
    }

    public static memory.desc anyImage(int size, Shape shape, data_type type) {
        return new memory.desc(imageDimensions(size, shape), type, format_tag.any);
    }

    /** Describes {@code size × length}, row-major. */
    public static memory.desc vector(int size, long length, data_type type) {
        return new memory.desc(new long[] {size, length}, type, format_tag.ab);
    }

    public static memory.desc anyVector(int size, long length, data_type type) {
        return new memory.desc(new long[] {size, length}, type, format_tag.any);
    }

    /** Describes one float32 value per channel. */
    public static memory.desc channels(long length) {
        return new memory.desc(new long[] {length}, data_type.f32, format_tag.a);
    }

    /** Returns a description that stands for "there is none". */
    public static memory.desc none() {
        return new memory.desc();
    }

    public static long[] imageDimensions(int size, Shape shape) {
        return new long[] {size, shape.channels(), shape.height(), shape.width()};
    }
}
