/**
 * {@code bench rounds}: what a round costs beside its training, measured on the rounds of a real job with workers that
 * only change their vector, beside Spark's own tree aggregation. Called by {@code dev.convoy.jobs.bench}.
 */
package dev.convoy.jobs.bench.rounds;
