package dev.convoy.kernel.lookup;

import java.io.Serializable;
import java.util.List;

/**
 * Which engine was taken and why not the others.
 *
 * @param engine the engine's name
 * @param arithmetic what its results depend on beside shapes and precision (library and instruction set)
 * @param pinned whether it was asked for by name: then no task takes another
 * @param reasons a line for each engine that was passed over and one for the one taken
 */
public record KernelChoice(String engine, String arithmetic, boolean pinned, List<String> reasons)
        implements Serializable {}
