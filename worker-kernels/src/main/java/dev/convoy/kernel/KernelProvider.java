package dev.convoy.kernel;

import dev.convoy.kernel.graph.Model;
import java.util.Optional;

/** One engine: it says whether it can compute a model on this machine, and it opens kernels. */
public interface KernelProvider {
    /** Returns the value of {@code kernel.engine} that selects this engine. */
    String engine();

    /** Whether only a machine with a GPU can say what this engine computes. */
    default boolean needsGpu() {
        return false;
    }

    /** Returns why this engine cannot compute the model here, with the cure if there is one; empty if it can. */
    Optional<String> unsupportedReason(Model model, Precision precision);

    /** Opens a kernel for one thread; {@link #unsupportedReason} must have been empty. */
    GradientKernel open(Model model, Precision precision);

    /** Returns what results depend on here besides shapes and precision, such as the instruction set. */
    String arithmetic(Precision precision);
}
