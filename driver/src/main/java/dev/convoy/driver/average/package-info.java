/**
 * The example-weighted average of the workers' vectors, with the running variances among them pooled as moments. Called by {@code round} and {@code spark}; calls {@code
 * dev.convoy.kernel} for vectors and for where a model keeps running statistics. No Spark in it.
 */
package dev.convoy.driver.average;
