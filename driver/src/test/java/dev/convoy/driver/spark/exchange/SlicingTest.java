package dev.convoy.driver.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.driver.round.RoundResult;
import dev.convoy.driver.round.StateAverage;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.WorkerResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.spark.util.DoubleAccumulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;
import scala.collection.JavaConverters;

class SlicingTest {
    private static final int WORKERS = 3;
    private static final int PARAMETERS = 101;
    private static final List<RunningStatistics> STATISTICS = List.of(
            new RunningStatistics(0, 3, false),
            new RunningStatistics(14, 11, true),
            new RunningStatistics(36, 9, false),
            new RunningStatistics(95, 3, false));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 40})
    void slicesGiveTheBitsOfTheWhole(int slices) {
        List<WorkerResult> results = List.of(result(64, 1), result(0, 2), result(37, 3));
        StateAverage whole = new StateAverage(STATISTICS);
        results.forEach(whole::add);
        RoundResult expected = whole.result();

        Slicing slicing = new Slicing(slices, WORKERS, PARAMETERS, STATISTICS);
        StateAssembly assembly = new StateAssembly(slicing, results.get(0).state());
        List<WorkerSlice> averaged = averaged(slicing, results);
        // The order in which they may arrive from a cluster.
        Collections.shuffle(averaged, new Random(slices));
        averaged.forEach(slice -> assembly.apply(0, slice));
        RoundResult actual = assembly.result();

        assertThat(actual.state().parameters().bytes())
                .isEqualTo(expected.state().parameters().bytes());
        assertThat(actual.state().updaterState().bytes())
                .isEqualTo(expected.state().updaterState().bytes());
        assertThat(actual.examples()).isEqualTo(101);
        assertThat(actual.engines()).isEqualTo(expected.engines()).containsExactly("engine 1", "engine 2", "engine 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 40})
    void everyBatchNormalizationLiesInOneSlice(int slices) {
        Slicing slicing = new Slicing(slices, WORKERS, PARAMETERS, STATISTICS);
        List<Integer> channels = new ArrayList<>();
        for (Tuple2<Integer, WorkerSlice> one : cut(slicing, 0, result(1, 1))) {
            int length = one._2().state().parameters().length();
            for (RunningStatistics place : slicing.statistics(one._2().slice())) {
                assertThat(place.meanOffset()).isNotNegative();
                assertThat(place.end()).isLessThanOrEqualTo(length);
                channels.add(place.channels());
            }
        }

        assertThat(channels).containsExactly(3, 11, 9, 3);
    }

    @Test
    void anAverageThatLacksASliceIsRefused() {
        Slicing slicing = new Slicing(3, WORKERS, PARAMETERS, STATISTICS);
        StateAssembly assembly = new StateAssembly(slicing, result(1, 1).state());
        List<Tuple2<Integer, WorkerSlice>> slices = cut(slicing, 0, result(1, 1));
        assembly.apply(0, slices.get(0)._2());
        assembly.apply(2, slices.get(2)._2());

        assertThatThrownBy(assembly::result).hasMessageContaining("Missing: {1}");
    }

    @Test
    void slicesAreOneATaskUnlessTooSmallOrTooLarge() {
        long parameters = 4L << 20;

        assertThat(Slicing.slices(parameters / 100, 16)).isEqualTo(1);
        assertThat(Slicing.slices(3 * parameters, 8)).isEqualTo(8);
        assertThat(Slicing.slices(3 * parameters, 1000)).isEqualTo(12);
        assertThat(Slicing.slices(140_000_000L * 4, 2)).isEqualTo(67);
        assertThat(Slicing.slices(2L * Integer.MAX_VALUE, 2)).isEqualTo(200);
        assertThat(Slicing.slices(2L * Integer.MAX_VALUE, 1024)).isEqualTo(200);
    }

    private static List<Tuple2<Integer, WorkerSlice>> cut(Slicing slicing, int worker, WorkerResult result) {
        List<Tuple2<Integer, WorkerSlice>> cut = new ArrayList<>();
        slicing.cut(worker, result)
                .forEachRemaining(one -> cut.add(new Tuple2<>(one._1(), one._2().copy())));
        return cut;
    }

    /** The result of Spark's shuffle and the averaging tasks for the workers' results. */
    private static List<WorkerSlice> averaged(Slicing slicing, List<WorkerResult> results) {
        List<Tuple2<Integer, WorkerSlice>> shuffled = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            shuffled.addAll(cut(slicing, worker, results.get(worker)));
        }
        shuffled.sort(Comparator.comparing(Tuple2::_1));
        List<WorkerSlice> averaged = new ArrayList<>();
        for (int slice = 0; slice < slicing.slices(); slice++) {
            List<Tuple2<Integer, WorkerSlice>> task = shuffled.subList(slice * WORKERS, (slice + 1) * WORKERS);
            averaged.add(new AverageSlices(slicing, new DoubleAccumulator())
                    .apply(JavaConverters.asScalaIterator(task.iterator())));
        }
        return averaged;
    }

    private static WorkerResult result(long examples, long seed) {
        return new WorkerResult(
                new ModelState(random(PARAMETERS, seed), random(53, seed + 10)), examples, 1, 1, "engine " + seed);
    }

    /** Positive, as variances are. */
    private static FlatVector random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat();
        }
        return FlatVector.of(values);
    }
}
