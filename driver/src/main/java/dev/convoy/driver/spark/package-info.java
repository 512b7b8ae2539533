/**
 * The adapter of {@link dev.convoy.driver.round.Workers} for Spark: one round is one Spark job, made of the named
 * closures here.
 */
package dev.convoy.driver.spark;
