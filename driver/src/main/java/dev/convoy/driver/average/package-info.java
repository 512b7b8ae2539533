/**
 * The example-weighted average of the workers' vectors. Called by {@code round} and {@code spark}; calls nothing. No
 * Spark in it.
 */
package dev.convoy.driver.average;
