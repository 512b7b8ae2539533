/**
 * The manifest of a prepared dataset: classes, splits, shards and what was found. {@code driver.prepare} writes it; whoever
 * trains, evaluates or predicts on a dataset reads it first, and on the driver reads nothing else. No Spark.
 */
package dev.convoy.driver.dataset.manifest;
