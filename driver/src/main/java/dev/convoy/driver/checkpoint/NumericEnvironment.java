package dev.convoy.driver.checkpoint;

/**
 * What the bits depend on beside the run's identity. A run may be continued under others, but is told so.
 *
 * @param arithmetic the library and instruction set, as the kernel names them
 * @param threads kernel threads of one task
 */
public record NumericEnvironment(String engine, String precision, String arithmetic, int threads) {}
