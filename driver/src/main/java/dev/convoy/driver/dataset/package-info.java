/**
 * Where images come from: small well-known formats (IDX), read from any Hadoop file system.
 *
 * <p>Called by {@code round} (on executors, to load a shard) and by {@code dev.convoy.jobs} (on the driver, to check and
 * describe the data); calls Hadoop.
 */
package dev.convoy.driver.dataset;
