package dev.convoy.driver.executor;

import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelChoice;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.Serializable;

/**
 * The kernel that every task must use.
 *
 * @param engine engine that {@link KernelLookup#choose} chose for the run
 * @param arithmetic library and instruction set of the engine where it was chosen; an executor that differs is refused
 * @param pinned whether tasks that have a GPU use this engine too; otherwise they choose the fastest one
 * @param threads threads of each task's kernel; bits depend on it
 */
public record KernelSpec(String engine, String arithmetic, boolean pinned, Precision precision, int threads)
        implements Serializable {
    public static KernelSpec of(KernelChoice choice, Precision precision, int threads) {
        return new KernelSpec(choice.engine(), choice.arithmetic(), choice.pinned(), precision, threads);
    }
}
