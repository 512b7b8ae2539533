/**
 * The training loop and its port to whoever computes: read {@link dev.convoy.driver.round.TrainingLoop} first.
 *
 * <p>Called by {@code dev.convoy.jobs}; calls {@code plan}, {@code average}, {@code checkpoint} and {@code report}. {@link
 * dev.convoy.driver.round.WorkerHost} runs on executors and calls {@code dev.convoy.worker}. No Spark in it: the
 * adapter is in {@code spark}.
 */
package dev.convoy.driver.round;
