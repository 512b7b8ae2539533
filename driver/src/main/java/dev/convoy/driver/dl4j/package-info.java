/**
 * Deeplearning4j on Spark with Convoy's rounds: a {@code TrainingMaster} that a user's code names in one line, for the same
 * data and the same networks. An adapter: what trains is {@link dev.convoy.driver.spark.RddTraining}.
 *
 * <p>Called by users' programs, and by {@code jobs} for its example and benchmark; nothing else in Convoy calls it.
 */
package dev.convoy.driver.dl4j;
