package dev.convoy.driver.spark.exchange;

import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The broadcast value of a round: the state that it starts from. In local mode, tasks get the driver's own object, and
 * leave their results in it, which neither serializes nor copies them. Everywhere else, and in local mode if Spark had
 * no memory for the object and read it back from a file, they find no place for a result, and return it.
 */
public final class RoundState implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ModelState state;
    private final transient AtomicReferenceArray<WorkerResult> results;

    /** @param workers number of workers that may leave their results here */
    public RoundState(ModelState state, int workers) {
        this.state = state;
        this.results = new AtomicReferenceArray<>(workers);
    }

    public ModelState state() {
        return state;
    }

    /** Leaves a worker's result, and returns whether there is a place for it. One that ran twice has the same result. */
    boolean leave(int worker, WorkerResult result) {
        if (results == null) {
            return false;
        }
        results.set(worker, result);
        return true;
    }

    /** Returns what a worker left, or null. */
    WorkerResult result(int worker) {
        return results.get(worker);
    }
}
