/**
 * Convoy as a stage of Spark ML: {@link dev.convoy.driver.ml.ConvoyClassifier} turns rows of a DataFrame into examples
 * and trains on them; {@link dev.convoy.driver.ml.ConvoyClassificationModel} predicts on the executors.
 */
package dev.convoy.driver.ml;
