package dev.convoy.driver.spark.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.FlatVector;
import dev.convoy.worker.ModelState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;

class InWorkerOrderTest {
    private static final int WORKERS = 5;
    private static final int SLICES = 3;

    private final Slicing slicing = new Slicing(SLICES, WORKERS, 12, List.of());

    /** The part of a slice that the shuffle of a kind brings to its task: sorted by key. */
    private List<Tuple2<Integer, WorkerSlice>> sorted(int slice, int from, int until) {
        ModelState state = new ModelState(FlatVector.of(new float[] {1}), FlatVector.of(new float[] {1}));
        return IntStream.range(from, until)
                .mapToObj(worker -> new Tuple2<>(
                        slice * WORKERS + worker, new WorkerSlice(slice, state, 1, 0, 0, "engine" + worker)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void bothKindsTogetherAreInTheOrderOfOneKind(int gpuWorkers) {
        SlicePartitioner partitioner = new SlicePartitioner(slicing);
        for (int slice = 0; slice < SLICES; slice++) {
            List<Integer> keys = new ArrayList<>();
            new InWorkerOrder()
                    .call(
                            sorted(slice, 0, gpuWorkers).iterator(),
                            sorted(slice, gpuWorkers, WORKERS).iterator())
                    .forEachRemaining(each -> keys.add(each._1()));

            assertThat(keys)
                    .hasSize(WORKERS)
                    .isSortedAccordingTo(Comparator.naturalOrder())
                    .doesNotHaveDuplicates();
            int partition = slice;
            assertThat(keys).allMatch(key -> partitioner.getPartition(key) == partition);
        }
    }

    @Test
    void anAverageOfSomeWorkersOnlyIsAnError() {
        Iterator<WorkerSlice> some =
                sorted(1, 0, WORKERS - 1).stream().map(each -> each._2()).iterator();

        assertThatThrownBy(() -> AverageSlices.average(slicing, some))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a slice of each of 5 workers must arrive. Given: 4");
    }

    /** All slices of a worker would not fit into memory together. */
    @Test
    void nothingIsTakenBeforeItIsAskedFor() {
        Iterator<Tuple2<Integer, WorkerSlice>> first = sorted(0, 0, 2).iterator();
        Iterator<Tuple2<Integer, WorkerSlice>> second = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Tuple2<Integer, WorkerSlice> next() {
                throw new NoSuchElementException("the second is not needed yet");
            }
        };
        Iterator<Tuple2<Integer, WorkerSlice>> both = new InWorkerOrder().call(first, second);

        assertThat(both.next()._1()).isZero();
        assertThat(first.hasNext()).isTrue();
        assertThat(both.next()._1()).isEqualTo(1);
    }
}
