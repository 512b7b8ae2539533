package dev.convoy.driver.spark.exchange;

import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import java.util.List;

/**
 * One slice of a worker's state, or of the average, with the counts of the whole. A class and not a record, because
 * Kryo cannot create records.
 */
public final class WorkerSlice implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int slice;
    private final ModelState state;
    private final long examples;
    private final double lossSum;
    private final double computeSeconds;
    private final String[] engines;

    /** @param engines engines of the workers whose results are in it */
    WorkerSlice(int slice, ModelState state, long examples, double lossSum, double computeSeconds, String... engines) {
        this.slice = slice;
        this.state = state;
        this.examples = examples;
        this.lossSum = lossSum;
        this.computeSeconds = computeSeconds;
        this.engines = engines;
    }

    /** Returns a worker's slice as a result. */
    WorkerResult result() {
        return new WorkerResult(state, examples, lossSum, computeSeconds, engines[0]);
    }

    int slice() {
        return slice;
    }

    ModelState state() {
        return state;
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

    List<String> engines() {
        return List.of(engines);
    }
}
