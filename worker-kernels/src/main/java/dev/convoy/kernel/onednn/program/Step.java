package dev.convoy.kernel.onednn.program;

import java.util.List;
import org.bytedeco.dnnl.memory;

/** One entry of a program: the call of a primitive, or a little Java between two calls. */
public interface Step {
    /** The purpose of a step, for the benchmark's tables. */
    enum Role {
        FORWARD,
        BACKWARD_DATA,
        BACKWARD_WEIGHTS,
        /** Everything except convolutions and dense layers. */
        OTHER
    }

    /** Returns all memory that it reads or writes. */
    List<memory> touches();

    void run();

    default Role role() {
        return Role.OTHER;
    }
}
