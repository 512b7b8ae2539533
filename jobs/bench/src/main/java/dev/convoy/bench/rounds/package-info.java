/**
 * {@code bench rounds} measures what a round costs in addition to its training, on the rounds of a real job with
 * workers that only change their vector, and compares it with Spark's own tree aggregation.
 */
package dev.convoy.bench.rounds;
