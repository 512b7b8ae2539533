package dev.convoy.driver.spark.exchange;

import org.apache.spark.Partitioner;

/** Sends slice k of all workers to partition k. */
final class SlicePartitioner extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final Slicing slicing;

    SlicePartitioner(Slicing slicing) {
        this.slicing = slicing;
    }

    @Override
    public int numPartitions() {
        return slicing.slices();
    }

    @Override
    public int getPartition(Object key) {
        return slicing.sliceOf((Integer) key);
    }
}
