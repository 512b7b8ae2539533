package dev.convoy.kernel;

import dev.convoy.kernel.graph.Model;
import java.util.Optional;

/** One engine: whether it can compute a model on this machine, and how to open it. */
public interface KernelProvider {
    /** The value of {@code kernel.engine} that asks for it. */
    String engine();

    /** Whether no machine without a GPU can tell what it computes. */
    default boolean needsGpu() {
        return false;
    }

    /** Empty if this engine can compute the model here; else the reason, with its cure where there is one. */
    Optional<String> whyNot(Model model, Precision precision);

    /** Opens a kernel for one thread; only after {@link #whyNot} was empty. */
    GradientKernel open(Model model, Precision precision);

    /** What else than shapes and precision its arithmetic depends on here, such as the instruction set used. */
    String arithmetic(Precision precision);
}
