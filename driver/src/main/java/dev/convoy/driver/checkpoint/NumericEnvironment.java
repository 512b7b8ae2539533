package dev.convoy.driver.checkpoint;

/**
 * Everything besides a run's identity that its bits depend on. A run may continue in another environment, with a
 * warning.
 *
 * @param arithmetic library and instruction set, as the kernel names them
 * @param threads kernel threads of one task
 */
public record NumericEnvironment(String engine, String precision, String arithmetic, int threads) {}
