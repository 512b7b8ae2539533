/** Spark's adapter of {@link dev.convoy.driver.round.Workers}: one round is one Spark job, made of the named closures here. */
package dev.convoy.driver.spark;
