/**
 * The port through which everything else asks for gradients, and the look-up that picks who computes them.
 *
 * <p>Called by {@code dev.convoy.worker} and by the driver (to choose an engine once for all executors). The engines
 * are the sub-packages {@code reference}, {@code onednn} and {@code nd4j}; nobody but {@link
 * dev.convoy.kernel.KernelLookup} names them, and the benchmarks, which look inside {@code onednn}.
 */
package dev.convoy.kernel;
