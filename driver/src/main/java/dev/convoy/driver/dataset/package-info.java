/**
 * Where images come from: small well-known formats (IDX), read from any Hadoop file system, and RDDs, which are written
 * to such a file system first.
 *
 * <p>Called by {@code round} (on executors, to load a shard), by {@code spark}, and by {@code dev.convoy.jobs} (on the
 * driver, to check and describe the data); calls Hadoop and Spark.
 */
package dev.convoy.driver.dataset;
