package dev.convoy.kernel.onednn.program;

import java.util.List;
import org.bytedeco.dnnl.memory;

/** One entry of a program: a primitive's call, or a little Java between two of them. */
public interface Step {
    /** What a step is for, in the tables of the benchmark. */
    enum Role {
        FORWARD,
        BACKWARD_DATA,
        BACKWARD_WEIGHTS,
        /** Everything else than convolutions and dense layers. */
        OTHER
    }

    /** All memory that it reads or writes. */
    List<memory> touches();

    void run();

    default Role role() {
        return Role.OTHER;
    }
}
