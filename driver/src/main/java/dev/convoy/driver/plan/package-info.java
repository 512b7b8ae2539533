/**
 * Selects the examples that each worker sees in each round, as a pure function of seed, epoch, shard sizes, workers,
 * averaging frequency, warm-up rounds and batch size.
 */
package dev.convoy.driver.plan;
