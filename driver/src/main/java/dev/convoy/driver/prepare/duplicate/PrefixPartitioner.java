package dev.convoy.driver.prepare.duplicate;

import org.apache.spark.Partitioner;

/** Brings texts that start alike into one partition. */
final class PrefixPartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int characters;
    private final int partitions;

    /** @param characters length of the start */
    PrefixPartitioner(int characters, int partitions) {
        this.characters = characters;
        this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(Object key) {
        int hash = key.toString().substring(0, characters).hashCode();
        return Math.floorMod(hash ^ hash >>> 16, partitions);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PrefixPartitioner same
                && characters == same.characters
                && partitions == same.partitions;
    }

    @Override
    public int hashCode() {
        return 31 * characters + partitions;
    }
}
