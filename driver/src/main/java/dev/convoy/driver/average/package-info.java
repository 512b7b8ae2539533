/**
 * The example-weighted average of the workers' vectors, with the running variances among them pooled as moments; and what an
 * outer optimizer makes of that average. Called by {@code round}, {@code spark} and {@code dev.convoy.jobs}; calls {@code
 * dev.convoy.kernel} for vectors and for where a model keeps running statistics. No Spark in it.
 */
package dev.convoy.driver.average;
