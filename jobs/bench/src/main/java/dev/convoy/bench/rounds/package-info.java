/**
 * {@code bench rounds}: what a round costs in addition to its training, measured on the rounds of a real job with workers that
 * only change their vector, compared with Spark's own tree aggregation.
 */
package dev.convoy.bench.rounds;
