/**
 * The shards of a dataset as Parquet files: one row for an image, written and read without Spark, and readable by Spark
 * SQL. The same rows give the same bytes on every file system.
 */
package dev.convoy.driver.dataset.parquet;
