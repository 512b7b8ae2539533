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
 * How a worker's two vectors are cut into slices by index range. The cut does not change the result: each value is
 * averaged by itself.
 *
 * @param slices into how many each is cut
 */
record Slicing(int slices, int workers) implements Serializable {
    /** Below this a slice is not worth a task of its own. */
    private static final int SMALLEST_SLICE_BYTES = 1 << 20;

    static Slicing of(ModelState state, int workers) {
        long bytes =
                (long) state.parameters().bytes().length + state.updaterState().bytes().length;
        return new Slicing((int) Math.max(1, Math.min(workers, bytes / SMALLEST_SLICE_BYTES)), workers);
    }

    /** All slices of one worker's result, keyed so that they sort by slice, then by worker. */
    List<Tuple2<Integer, WorkerSlice>> cut(int worker, WorkerResult result) {
        List<Tuple2<Integer, WorkerSlice>> cut = new ArrayList<>();
        for (int slice = 0; slice < slices; slice++) {
            ModelState part = new ModelState(
                    part(result.state().parameters(), slice),
                    part(result.state().updaterState(), slice));
            WorkerSlice one =
                    new WorkerSlice(slice, part, result.examples(), result.lossSum(), result.computeSeconds());
            cut.add(new Tuple2<>(slice * workers + worker, one));
        }
        return cut;
    }

    int sliceOf(int key) {
        return key / workers;
    }

    /** Puts the averaged slices together. */
    RoundResult join(List<WorkerSlice> averaged) {
        List<WorkerSlice> ordered = new ArrayList<>(averaged);
        ordered.sort(Comparator.comparingInt(WorkerSlice::slice));
        // Every slice carries the same counts.
        WorkerSlice any = ordered.get(0);
        return new RoundResult(
                new ModelState(
                        FlatVector.concatenate(ordered.stream()
                                .map(slice -> slice.state().parameters())
                                .toList()),
                        FlatVector.concatenate(ordered.stream()
                                .map(slice -> slice.state().updaterState())
                                .toList())),
                any.examples(),
                any.lossSum(),
                any.computeSeconds());
    }

    private FlatVector part(FlatVector vector, int slice) {
        int from = (int) ((long) vector.length() * slice / slices);
        int to = (int) ((long) vector.length() * (slice + 1) / slices);
        return vector.slice(from, to);
    }
}
