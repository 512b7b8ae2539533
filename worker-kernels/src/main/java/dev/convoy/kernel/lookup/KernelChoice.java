package dev.convoy.kernel.lookup;

import java.io.Serializable;
import java.util.List;

/**
 * The engine that was chosen, and why the others were not.
 *
 * @param engine the engine's name
 * @param arithmetic what its results depend on besides shapes and precision (library and instruction set)
 * @param pinned whether it was requested by name; then no task uses another
 * @param reasons one line for each engine that was skipped, and one for the engine in use
 */
public record KernelChoice(String engine, String arithmetic, boolean pinned, List<String> reasons)
        implements Serializable {}
