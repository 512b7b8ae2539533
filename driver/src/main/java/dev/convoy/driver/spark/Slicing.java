package dev.convoy.driver.spark;

import dev.convoy.driver.average.RunningStatistics;
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
 * averaged by itself, and running means stay in one slice with their variances.
 *
 * @param slices into how many each is cut
 * @param parameters length of the parameter vector
 * @param statistics running means and variances among the parameters
 */
record Slicing(int slices, int workers, int parameters, List<RunningStatistics> statistics) implements Serializable {
    /** Below this a slice is not worth a task of its own. */
    private static final int SMALLEST_SLICE_BYTES = 1 << 20;

    static Slicing of(ModelState state, int workers, List<RunningStatistics> statistics) {
        long bytes =
                (long) state.parameters().bytes().length + state.updaterState().bytes().length;
        int slices = (int) Math.max(1, Math.min(workers, bytes / SMALLEST_SLICE_BYTES));
        return new Slicing(slices, workers, state.parameters().length(), statistics);
    }

    /** All slices of one worker's result, keyed so that they sort by slice, then by worker. */
    List<Tuple2<Integer, WorkerSlice>> cut(int worker, WorkerResult result) {
        List<Tuple2<Integer, WorkerSlice>> cut = new ArrayList<>();
        for (int slice = 0; slice < slices; slice++) {
            ModelState part = new ModelState(
                    result.state().parameters().slice(parameterCut(slice), parameterCut(slice + 1)),
                    part(result.state().updaterState(), slice));
            WorkerSlice one =
                    new WorkerSlice(slice, part, result.examples(), result.lossSum(), result.computeSeconds());
            cut.add(new Tuple2<>(slice * workers + worker, one));
        }
        return cut;
    }

    /** The running means and variances of one slice, by their place in it. */
    List<RunningStatistics> statistics(int slice) {
        int from = parameterCut(slice);
        int to = parameterCut(slice + 1);
        return statistics.stream()
                .filter(one -> one.meanOffset() >= from && one.meanOffset() < to)
                .map(one -> one.shifted(from))
                .toList();
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

    /** Where a slice of the parameters starts: an even share, moved back to the means if it would part them. */
    private int parameterCut(int slice) {
        int cut = evenCut(parameters, slice);
        for (RunningStatistics one : statistics) {
            if (one.meanOffset() < cut && cut < one.end()) {
                return one.meanOffset();
            }
        }
        return cut;
    }

    private FlatVector part(FlatVector vector, int slice) {
        return vector.slice(evenCut(vector.length(), slice), evenCut(vector.length(), slice + 1));
    }

    private int evenCut(int length, int slice) {
        return (int) ((long) length * slice / slices);
    }
}
