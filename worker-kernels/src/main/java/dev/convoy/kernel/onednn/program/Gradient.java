package dev.convoy.kernel.onednn.program;

import org.bytedeco.dnnl.memory;

/**
 * The gradient of the loss by a value.
 *
 * @param shared whether others read the same memory; then it must not be written
 */
public record Gradient(memory memory, boolean shared) {}
