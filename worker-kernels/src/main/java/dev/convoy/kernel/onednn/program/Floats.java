package dev.convoy.kernel.onednn.program;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** Float32 memory with a copy on the Java heap, for steps written in Java. */
final class Floats {
    private final memory memory;
    private final float[] values;

    /** @param memory plain: its bytes are its values */
    Floats(memory memory) {
        this.memory = memory;
        this.values = new float[Math.toIntExact(memory.get_desc().get_size() / Float.BYTES)];
    }

    memory memory() {
        return memory;
    }

    float[] values() {
        return values;
    }

    float[] load() {
        new FloatPointer(memory.get_data_handle()).get(values);
        return values;
    }

    void store() {
        new FloatPointer(memory.get_data_handle()).put(values);
    }
}
