/** The training loop and its port to the workers: read {@link dev.convoy.driver.round.TrainingLoop} first. */
package dev.convoy.driver.round;
