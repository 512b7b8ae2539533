/**
 * Selects the examples that each worker sees in each round, as a pure function of seed, epoch, shard sizes, workers,
 * averaging frequency, warm-up rounds, batch size and the shards of a window.
 */
package dev.convoy.driver.plan;
