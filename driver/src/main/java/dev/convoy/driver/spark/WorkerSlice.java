package dev.convoy.driver.spark;

import dev.convoy.kernel.FlatVector;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;

/**
 * One slice of a worker's vector, or of the average, with the counts that go with the whole. A class and not a record,
 * because Kryo cannot build records.
 */
final class WorkerSlice implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int slice;
    private final FlatVector values;
    private final long examples;
    private final double lossSum;
    private final double computeSeconds;

    WorkerSlice(int slice, FlatVector values, WorkerResult result) {
        this(slice, values, result.examples(), result.lossSum(), result.computeSeconds());
    }

    WorkerSlice(int slice, FlatVector values, long examples, double lossSum, double computeSeconds) {
        this.slice = slice;
        this.values = values;
        this.examples = examples;
        this.lossSum = lossSum;
        this.computeSeconds = computeSeconds;
    }

    int slice() {
        return slice;
    }

    FlatVector values() {
        return values;
    }

    long examples() {
        return examples;
    }

    double lossSum() {
        return lossSum;
    }

    double computeSeconds() {
        return computeSeconds;
    }
}
