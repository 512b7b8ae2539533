package dev.convoy.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Collections;
import java.util.List;
import java.util.function.LongToIntFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many classes a minibatch has, against data shuffled as a whole. */
class ShuffleQualityTest {
    private static final int SHARDS = 64;
    private static final int SHARD_SIZE = 1_000;
    private static final int BATCH = 32;
    private static final int WINDOW = 10;

    /** As {@code prepare} writes shards. With 8 and 16 workers, a worker's range is less than a window. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 16})
    void windowsOfMixedShardsAreAsGoodAsOneWindow(int workers) {
        LongToIntFunction mixed = example -> (int) Seeds.below(100, 5, example);

        assertThat(classes(plan(workers, WINDOW), mixed))
                .isCloseTo(classes(plan(workers, SHARDS), mixed), withinPercentage(0.5));
    }

    /**
     * Each shard has a class of its own, which is what {@code prepare} prevents. Of n classes, a random batch of b has
     * n·(1 − (1 − 1/n)ᵇ). Each of the 4 workers sees the 16 classes of its range: 14.0 in a batch instead of 25.3. The
     * batches of a step together have as many as in one window.
     */
    @Test
    void windowsOfSortedShardsHaveTheClassesOfTheirShards() {
        Plan windows = plan(4, WINDOW);
        Plan one = plan(4, SHARDS);

        assertThat(classes(windows, Minibatch::shard)).isCloseTo(14.0, withinPercentage(1));
        assertThat(classes(one, Minibatch::shard)).isCloseTo(25.3, withinPercentage(1));
        assertThat(classesOfSteps(windows, Minibatch::shard))
                .isCloseTo(classesOfSteps(one, Minibatch::shard), withinPercentage(1));
    }

    private static Plan plan(int workers, int window) {
        return new Plan(3, Collections.nCopies(SHARDS, SHARD_SIZE), workers, 10, 0, BATCH, window);
    }

    /** Returns the mean number of classes in a worker's minibatch. */
    private static double classes(Plan plan, LongToIntFunction label) {
        EpochOrder order = plan.order(0);
        return mean(Minibatch.all(plan, 0).stream().map(minibatch -> minibatch.examples(order)), label);
    }

    /** Returns the mean number of classes in all workers' minibatches of a step together. */
    private static double classesOfSteps(Plan plan, LongToIntFunction label) {
        EpochOrder order = plan.order(0);
        List<Minibatch> ofFirstWorker = Minibatch.all(plan, 0).stream()
                .filter(minibatch -> minibatch.worker() == 0)
                .toList();
        return mean(
                ofFirstWorker.stream().map(minibatch -> LongStream.range(0, plan.workers())
                        .flatMap(worker -> LongStream.of(
                                new Minibatch(minibatch.round(), (int) worker, minibatch.step()).examples(order)))
                        .toArray()),
                label);
    }

    private static double mean(Stream<long[]> batches, LongToIntFunction label) {
        return batches.mapToLong(
                        batch -> LongStream.of(batch).mapToInt(label).distinct().count())
                .average()
                .orElseThrow();
    }
}
