/**
 * How Spark runs a round: the adapter behind {@link dev.convoy.driver.round.Workers}, and the named closures it ships.
 *
 * <p>Called by {@code dev.convoy.jobs}; calls {@code round} and {@code average}. With {@code dataset} and {@code dl4j} the
 * only package that touches {@code org.apache.spark}.
 */
package dev.convoy.driver.spark;
