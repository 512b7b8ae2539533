package dev.convoy.driver.spark;

import dev.convoy.driver.round.RoundResult;
import dev.convoy.kernel.FlatVector;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import scala.Tuple2;

/**
 * How a worker's vector (parameters, then updater state) is cut into slices by index range. The cut does not change the
 * result: each value is averaged by itself.
 *
 * @param length of the whole vector
 * @param slices into how many it is cut
 */
record Slicing(int length, int slices, int workers) implements Serializable {
    /** Below this a slice is not worth a task of its own. */
    private static final int SMALLEST_SLICE_BYTES = 1 << 20;

    static Slicing of(ModelState state, int workers) {
        int length =
                Math.addExact(state.parameters().length(), state.updaterState().length());
        long bytes = (long) length * state.parameters().type().width();
        return new Slicing(length, (int) Math.max(1, Math.min(workers, bytes / SMALLEST_SLICE_BYTES)), workers);
    }

    /** All slices of one worker's result, keyed so that they sort by slice, then by worker. */
    List<Tuple2<Integer, WorkerSlice>> cut(int worker, WorkerResult result) {
        FlatVector whole = FlatVector.concatenate(
                List.of(result.state().parameters(), result.state().updaterState()));
        List<Tuple2<Integer, WorkerSlice>> cut = new ArrayList<>();
        for (int slice = 0; slice < slices; slice++) {
            FlatVector values = whole.slice(start(slice), start(slice + 1));
            cut.add(new Tuple2<>(slice * workers + worker, new WorkerSlice(slice, values, result)));
        }
        return cut;
    }

    int sliceOf(int key) {
        return key / workers;
    }

    /** Puts the averaged slices together. */
    RoundResult join(List<WorkerSlice> averaged, ModelState before) {
        List<WorkerSlice> ordered = new ArrayList<>(averaged);
        ordered.sort(Comparator.comparingInt(WorkerSlice::slice));
        FlatVector whole =
                FlatVector.concatenate(ordered.stream().map(WorkerSlice::values).toList());
        int parameters = before.parameters().length();
        // Every slice carries the same counts.
        WorkerSlice any = ordered.get(0);
        return new RoundResult(
                new ModelState(whole.slice(0, parameters), whole.slice(parameters, length)),
                any.examples(),
                any.lossSum(),
                any.computeSeconds());
    }

    private int start(int slice) {
        return (int) ((long) length * slice / slices);
    }
}
