/**
 * Deeplearning4j on Spark with Convoy's rounds: a {@code TrainingMaster} that a user's program selects in one line, for
 * the same data and the same networks.
 */
package dev.convoy.driver.dl4j;
