package dev.convoy.driver.spark.exchange;

import dev.convoy.base.FlatVector;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.spark.util.KnownSizeEstimation;

/**
 * One slice of a worker's result that is still a part of the whole: it is written to the shuffle from there, without a
 * copy in memory.
 */
record SliceRange(int slice, Range parameters, Range updaterState, WorkerResult result) implements KnownSizeEstimation {
    /**
     * A part of a vector.
     *
     * @param from first index
     * @param to index after the last
     */
    record Range(FlatVector whole, int from, int to) {
        static Range all(FlatVector vector) {
            return new Range(vector, 0, vector.length());
        }

        int bytes() {
            return (to - from) * whole.type().width();
        }

        void writeTo(OutputStream out) throws IOException {
            whole.writeTo(out, from, to);
        }

        FlatVector copy() {
            return whole.slice(from, to);
        }
    }

    /** Returns the slice that was read from a shuffle's file, to be written to another. */
    static SliceRange of(WorkerSlice read) {
        ModelState state = read.state();
        return new SliceRange(
                read.slice(), Range.all(state.parameters()), Range.all(state.updaterState()), read.result());
    }

    /** Returns the slice with arrays of its own. */
    WorkerSlice copy() {
        ModelState state = new ModelState(parameters.copy(), updaterState.copy());
        return new WorkerSlice(
                slice, state, result.examples(), result.lossSum(), result.computeSeconds(), result.engine());
    }

    /** The memory that Spark would free if it wrote the slice early: none, because the task has the whole result. */
    @Override
    public long estimatedSize() {
        return 0;
    }
}
