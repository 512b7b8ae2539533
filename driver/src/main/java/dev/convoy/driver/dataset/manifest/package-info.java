/**
 * The manifest of a prepared dataset: classes, splits, shards and what was found. {@code driver.prepare} writes it. To
 * train, evaluate or predict on a dataset, the driver reads the manifest and nothing else. No Spark.
 */
package dev.convoy.driver.dataset.manifest;
