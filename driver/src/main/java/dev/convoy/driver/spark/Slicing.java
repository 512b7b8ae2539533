package dev.convoy.driver.spark;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
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
    /** Above this a slice is cut further: the driver takes in several at a time, beside the state they are parts of. */
    private static final int LARGEST_SLICE_BYTES = 8 << 20;
    /**
     * Spark writes up to {@code spark.shuffle.sort.bypassMergeThreshold} slices straight to their files; for more it
     * would hold all of a worker's slices in memory to sort them.
     */
    private static final int MOST_SLICES = 200;

    static Slicing of(ModelState state, int workers, List<RunningStatistics> statistics) {
        return new Slicing(
                slices(state.bytes(), workers), workers, state.parameters().length(), statistics);
    }

    /** Into how many slices a state of so many bytes is cut: one a worker, unless that makes them too small or large. */
    static int slices(long stateBytes, int workers) {
        long wanted = Math.max(
                Math.min(workers, stateBytes / SMALLEST_SLICE_BYTES),
                (stateBytes + LARGEST_SLICE_BYTES - 1) / LARGEST_SLICE_BYTES);
        return (int) Math.max(1, Math.min(wanted, MOST_SLICES));
    }

    /**
     * All slices of one worker's result, keyed so that they sort by slice, then by worker. Each is copied when it is
     * asked for, so that they never lie in memory beside the whole.
     */
    Iterator<Tuple2<Integer, WorkerSlice>> cut(int worker, WorkerResult result) {
        return IntStream.range(0, slices)
                .mapToObj(slice -> new Tuple2<>(slice * workers + worker, slice(slice, result)))
                .iterator();
    }

    private WorkerSlice slice(int slice, WorkerResult result) {
        FlatVector updaterState = result.state().updaterState();
        ModelState part = new ModelState(
                result.state().parameters().slice(parameterCut(slice), parameterCut(slice + 1)),
                updaterState.slice(evenCut(updaterState.length(), slice), evenCut(updaterState.length(), slice + 1)));
        return new WorkerSlice(
                slice, part, result.examples(), result.lossSum(), result.computeSeconds(), result.engine());
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

    /** Where a slice of the parameters starts: an even share, moved back to the means if it would part them. */
    int parameterCut(int slice) {
        int cut = evenCut(parameters, slice);
        for (RunningStatistics one : statistics) {
            if (one.meanOffset() < cut && cut < one.end()) {
                return one.meanOffset();
            }
        }
        return cut;
    }

    /** Where a slice of a vector of {@code length} values starts: at an even share. */
    int evenCut(int length, int slice) {
        return (int) ((long) length * slice / slices);
    }
}
