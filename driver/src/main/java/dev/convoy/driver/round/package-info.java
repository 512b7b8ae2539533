/**
 * The training loop and its port to the workers: read {@link dev.convoy.driver.round.TrainingLoop} first. {@link
 * dev.convoy.driver.round.WorkerRuntime} computes on executors.
 */
package dev.convoy.driver.round;
