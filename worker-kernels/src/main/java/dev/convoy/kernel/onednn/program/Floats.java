package dev.convoy.kernel.onednn.program;

import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** Float32 memory with a copy on the Java heap, for steps written in Java. */
public final class Floats {
    private final memory memory;
    private final float[] values;

    /** @param memory in a plain layout: its bytes are its values */
    public Floats(memory memory) {
        this.memory = memory;
        this.values = new float[Math.toIntExact(memory.get_desc().get_size() / Float.BYTES)];
    }

    public memory memory() {
        return memory;
    }

    public float[] values() {
        return values;
    }

    public float[] load() {
        new FloatPointer(memory.get_data_handle()).get(values);
        return values;
    }

    public void store() {
        new FloatPointer(memory.get_data_handle()).put(values);
    }
}
