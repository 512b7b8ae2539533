/**
 * Convoy as a stage of Spark ML: {@link dev.convoy.driver.ml.ConvoyClassifier} makes rows of a DataFrame into examples and
 * hands them to {@code spark}'s {@link dev.convoy.driver.spark.RddTraining}; {@link
 * dev.convoy.driver.ml.ConvoyClassificationModel} predicts on the executors.
 *
 * <p>Called by users' own Spark applications; calls {@code spark}, {@code dataset}, {@code model} and {@code round}.
 */
package dev.convoy.driver.ml;
