package dev.convoy.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of data that are more than one window. */
class WindowedPlanTest {
    private static final List<Integer> RAGGED =
            IntStream.range(0, 23).map(shard -> shard * 37 % 53).boxed().toList();

    static Stream<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        for (List<Integer> shards : List.of(
                List.of(1, 0),
                List.of(0, 5, 0, 0, 7, 1, 0),
                Collections.nCopies(40, 3),
                Collections.nCopies(12, 64),
                RAGGED)) {
            for (int workers : new int[] {1, 2, 3, 8}) {
                for (int averagingFrequency : new int[] {1, 4}) {
                    for (int batchSize : new int[] {1, 5, 64}) {
                        for (int window : new int[] {1, 2, 5}) {
                            int warmupRounds = List.of(0, 1, 5, 700).get(plans.size() % 4);
                            plans.add(new Plan(
                                    plans.size(),
                                    shards,
                                    workers,
                                    averagingFrequency,
                                    warmupRounds,
                                    batchSize,
                                    window));
                        }
                    }
                }
            }
        }
        return plans.stream().filter(plan -> !plan.hasOneWindow());
    }

    @ParameterizedTest
    @MethodSource("plans")
    void eachExampleIsSeenExactlyOnceAnEpoch(Plan plan) {
        long[] all = IntStream.range(0, plan.shardSizes().size())
                .boxed()
                .flatMapToLong(shard -> IntStream.range(0, plan.shardSizes().get(shard))
                        .mapToLong(row -> Minibatch.example(shard, row)))
                .toArray();
        for (int epoch = 0; epoch < 2; epoch++) {
            assertThat(LongStream.of(Minibatch.examples(plan, epoch)).sorted().toArray())
                    .isEqualTo(all);
            // Empty shards too must not disturb the order of one window.
            assertThat(LongStream.of(Minibatch.examples(inOneWindow(plan), epoch))
                            .sorted()
                            .toArray())
                    .isEqualTo(all);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void minibatchesAreAsLargeAsThoseOfOneWindow(Plan plan) {
        EpochOrder order = plan.order(1);
        EpochOrder whole = inOneWindow(plan).order(1);

        for (Minibatch minibatch : Minibatch.all(plan, 1)) {
            assertThat(minibatch.examples(order)).hasSameSizeAs(minibatch.examples(whole));
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void aMinibatchIsTheSameWhicheverWereAskedBefore(Plan plan) {
        EpochOrder inOrder = plan.order(1);
        List<Minibatch> all = Minibatch.all(plan, 1);
        List<long[]> expected =
                all.stream().map(minibatch -> minibatch.examples(inOrder)).toList();

        EpochOrder other = plan.order(1);
        for (int i : Seeds.permutation(plan.seed(), all.size())) {
            assertThat(all.get(i).examples(other)).isEqualTo(expected.get(i));
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theShardsOfARoundAreThoseOfItsMinibatchesAndLieInItsWindows(Plan plan) {
        for (Plan either : List.of(plan, inOneWindow(plan))) {
            EpochOrder order = either.order(0);
            for (int round = 0; round < plan.rounds(0); round++) {
                for (int worker = 0; worker < plan.workers(); worker++) {
                    TreeSet<Integer> used = new TreeSet<>();
                    for (int step = 0; step < plan.steps(0, round); step++) {
                        order.minibatch(round, worker, step).forEach(slice -> used.add(slice.shard()));
                    }
                    int[] ofWindows = order.shardsOfWindows(round, worker);

                    assertThat(order.shards(round, worker))
                            .isEqualTo(used.stream().mapToInt(Integer::intValue).toArray());
                    assertThat(used).isSubsetOf(IntStream.of(ofWindows).boxed().toList());
                    assertThat(ofWindows).isSorted().doesNotHaveDuplicates();
                    assertThat(IntStream.of(ofWindows))
                            .allMatch(shard -> plan.shardSizes().get(shard) > 0);
                }
            }
        }
    }

    /** 120 shards of 100, 3 workers: ranges of 40 shards, each 4 windows of 10. */
    @Test
    void aWorkerReadsTheShardsOfItsRangeOnlyAndOneWindowAfterTheOther() {
        Plan plan = plan(Collections.nCopies(120, 100), 3, 10);
        EpochOrder order = plan.order(0);
        TreeSet<Integer> all = new TreeSet<>();
        for (int worker = 0; worker < 3; worker++) {
            TreeSet<Integer> range = new TreeSet<>();
            for (int round = 0; round < plan.rounds(0); round++) {
                IntStream.of(order.shards(round, worker)).forEach(range::add);
                assertThat(order.shardsOfWindows(round, worker)).hasSize(10);
            }
            assertThat(range).hasSize(40);
            all.addAll(range);
        }
        assertThat(all).hasSize(120);
    }

    /** 20 shards, 8 workers: a range is 2.5 shards, which is less than a window. */
    @Test
    void aRangeThatIsSmallerThanAWindowIsShuffledAsAWhole() {
        Plan plan = plan(Collections.nCopies(20, 100), 8, 10);
        EpochOrder order = plan.order(0);

        assertThat(order.shardsOfWindows(0, 0)).hasSize(3).isEqualTo(order.shards(0, 0));
        assertThat(order.shardsOfWindows(plan.rounds(0) - 1, 0)).isEqualTo(order.shardsOfWindows(0, 0));
    }

    @Test
    void epochsSeedsAndWorkersHaveOtherOrders() {
        Plan plan = plan(Collections.nCopies(40, 50), 2, 10);
        Plan other = new Plan(2, plan.shardSizes(), 2, 10, 0, 25, 10);

        assertThat(Minibatch.examples(plan, 0)).isEqualTo(Minibatch.examples(plan, 0));
        assertThat(Minibatch.examples(plan, 0)).isNotEqualTo(Minibatch.examples(plan, 1));
        assertThat(Minibatch.examples(plan, 0)).isNotEqualTo(Minibatch.examples(other, 0));
        // Which shards a worker reads changes too, and no two windows have one permutation.
        assertThat(plan.order(0).shardsOfWindows(0, 0))
                .isNotEqualTo(plan.order(1).shardsOfWindows(0, 0));
        assertThat(rows(plan.order(0), 0)).isNotEqualTo(rows(plan.order(0), 1));
        assertThat(rows(plan.order(0), 0)).isNotEqualTo(rows(plan.order(1), 0));
    }

    /** As many shards as a window has are one window, with the order of all examples. */
    @Test
    void dataThatFitIntoOneWindowAreShuffledAsAWhole() {
        Plan fits = plan(RAGGED, 3, RAGGED.size());

        assertThat(Minibatch.examples(fits, 1)).isEqualTo(Minibatch.examples(inOneWindow(fits), 1));
        assertThat(Minibatch.examples(plan(RAGGED, 3, RAGGED.size() - 1), 1)).isNotEqualTo(Minibatch.examples(fits, 1));
    }

    @Test
    void theOrderIsPartOfThePromiseAndMustNotChange() {
        EpochOrder order = new Plan(42, RAGGED, 2, 10, 0, 4, 5).order(3);

        assertThat(order.minibatch(2, 1, 7).stream().map(slice -> slice.shard() + ":" + slice.rows()[0]))
                .containsExactly("14:2", "12:11", "5:10", "19:12");
    }

    private static Plan plan(List<Integer> shards, int workers, int window) {
        return new Plan(1, shards, workers, 10, 0, 25, window);
    }

    private static Plan inOneWindow(Plan plan) {
        return new Plan(
                plan.seed(),
                plan.shardSizes(),
                plan.workers(),
                plan.averagingFrequency(),
                plan.warmupRounds(),
                plan.batchSize(),
                Integer.MAX_VALUE);
    }

    private static List<Integer> rows(EpochOrder order, int worker) {
        return order.minibatch(0, worker, 0).stream()
                .flatMap(slice -> IntStream.of(slice.rows()).boxed())
                .toList();
    }

    /** Each worker has four windows of ten shards, which start with a round. */
    @Test
    void theNextWindowIsThatOfTheNextRoundThatHasAnother() {
        Plan plan = plan(Collections.nCopies(120, 100), 3, 10);
        EpochOrder order = plan.order(0);
        for (int worker = 0; worker < 3; worker++) {
            for (int round = 0; round < plan.rounds(0); round++) {
                int[] now = order.shardsOfWindows(round, worker);
                int later = round;
                while (later < plan.rounds(0) && Arrays.equals(now, order.shardsOfWindows(later, worker))) {
                    later++;
                }
                int[] expected = later < plan.rounds(0) ? order.shardsOfWindows(later, worker) : new int[0];

                assertThat(order.shardsOfNextWindow(round, worker)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theLastRoundHasNoNextWindow(Plan plan) {
        for (int worker = 0; worker < plan.workers(); worker++) {
            assertThat(plan.order(1).shardsOfNextWindow(plan.rounds(1) - 1, worker))
                    .isEmpty();
        }
    }
}
