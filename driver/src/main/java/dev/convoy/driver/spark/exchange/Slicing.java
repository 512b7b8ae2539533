package dev.convoy.driver.spark.exchange;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.driver.spark.exchange.SliceRange.Range;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import scala.Tuple2;

/**
 * Divides a worker's two vectors into slices by index range. This does not change the result: each value is averaged
 * separately, and running means stay in one slice with their variances.
 *
 * @param slices number of slices of each vector
 * @param parameters length of the parameter vector
 * @param statistics running means and variances in the parameter vector
 */
public record Slicing(int slices, int workers, int parameters, List<RunningStatistics> statistics)
        implements Serializable {
    /** A smaller slice is not worth a separate task. */
    private static final int MIN_SLICE_BYTES = 1 << 20;
    /** A larger slice is divided further: the driver receives several at a time, in addition to the whole state. */
    private static final int MAX_SLICE_BYTES = 8 << 20;
    /**
     * By default, Spark writes up to 200 slices to a file each and puts the files together; for more it would hold all
     * results of a task in memory. Convoy changes that for its own jobs only, see {@link ExchangeProperties}.
     */
    private static final int MAX_SLICES = 200;

    /** @param cores number of cores, for tasks that average at the same time */
    public static Slicing of(ModelState state, int workers, int cores, List<RunningStatistics> statistics) {
        return new Slicing(
                slices(state.bytes(), Math.min(workers, cores)),
                workers,
                state.parameters().length(),
                statistics);
    }

    /**
     * Returns the number of slices of a state of this size: one for each task, unless that makes them too small or large.
     *
     * @param tasks number of tasks that are worth starting
     */
    public static int slices(long stateBytes, int tasks) {
        long wanted = Math.max(
                Math.min(tasks, stateBytes / MIN_SLICE_BYTES), (stateBytes + MAX_SLICE_BYTES - 1) / MAX_SLICE_BYTES);
        return (int) Math.max(1, Math.min(wanted, MAX_SLICES));
    }

    /** Returns all slices of one worker's result, with keys that sort by slice, then by worker. */
    Iterator<Tuple2<Integer, SliceRange>> cut(int worker, WorkerResult result) {
        return IntStream.range(0, slices)
                .mapToObj(slice -> new Tuple2<>(slice * workers + worker, slice(slice, result)))
                .iterator();
    }

    /** Returns a slicing of the same vectors into one slice. */
    Slicing whole() {
        return new Slicing(1, workers, parameters, statistics);
    }

    SliceRange slice(int slice, WorkerResult result) {
        FlatVector updaterState = result.state().updaterState();
        return new SliceRange(
                slice,
                new Range(result.state().parameters(), parameterCut(slice), parameterCut(slice + 1)),
                new Range(
                        updaterState, evenCut(updaterState.length(), slice), evenCut(updaterState.length(), slice + 1)),
                result);
    }

    /** Returns the running means and variances of one slice, with offsets in the slice. */
    List<RunningStatistics> statistics(int slice) {
        int from = parameterCut(slice);
        int to = parameterCut(slice + 1);
        return statistics.stream()
                .filter(running -> running.meanOffset() >= from && running.meanOffset() < to)
                .map(running -> running.shifted(from))
                .toList();
    }

    int sliceOf(int key) {
        return key / workers;
    }

    /**
     * Returns the start of a slice of the parameters: an even share, moved back to the means if it would separate them
     * from their variances.
     */
    int parameterCut(int slice) {
        int cut = evenCut(parameters, slice);
        for (RunningStatistics running : statistics) {
            if (running.meanOffset() < cut && cut < running.end()) {
                return running.meanOffset();
            }
        }
        return cut;
    }

    /** Returns the start of a slice of a vector of {@code length} values, in even shares. */
    int evenCut(int length, int slice) {
        return (int) ((long) length * slice / slices);
    }
}
