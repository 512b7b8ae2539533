package dev.convoy.driver.plan;

/**
 * Some rows of one shard, in the order they are to be used.
 *
 * @param shard index of the shard
 * @param rows indices of examples in the shard
 */
public record Slice(int shard, int[] rows) {}
