/** A run's numbers in Spark's own metrics system, for {@code jobs} to publish. */
package dev.convoy.driver.live.metrics;
