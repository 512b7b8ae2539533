package dev.convoy.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The laws of an epoch that draws classes equally often. */
class BalancedPlanTest {
    private static final int CLASSES = 5;

    /** Class 3 has no examples; class 4 has about one of 60, and of small windows none. */
    private static final Labels LABELS = shard -> row -> {
        long random = Seeds.derive(17, shard, row) >>> 1;
        return random % 60 == 0 ? 4 : (int) (random % 7) / 3;
    };

    static Stream<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        for (List<Integer> shards :
                List.of(List.of(1), List.of(7), List.of(100, 0, 53), Collections.nCopies(23, 41), List.of(997, 2))) {
            for (int workers : new int[] {1, 3, 8}) {
                for (int batchSize : new int[] {1, 16}) {
                    for (int windowShards : new int[] {2, Integer.MAX_VALUE}) {
                        plans.add(new Plan(plans.size(), shards, workers, 4, 0, batchSize, windowShards));
                    }
                }
            }
        }
        return plans.stream();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void anEpochHasTheMinibatchesOfOneThatUsesEachExampleOnce(Plan plan) {
        EpochOrder balanced = plan.order(2, LABELS);
        EpochOrder once = plan.order(2);
        for (Minibatch minibatch : Minibatch.all(plan, 2)) {
            assertThat(minibatch.examples(balanced)).hasSameSizeAs(minibatch.examples(once));
            assertThat(minibatch.slices(balanced)).allMatch(slice -> IntStream.of(slice.rows())
                    .allMatch(row -> row >= 0 && row < plan.shardSizes().get(slice.shard())));
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theClassesOfAWindowAreDrawnEquallyOftenAndSoAreTheExamplesOfAClass(Plan plan) {
        EpochOrder once = plan.order(1);
        EpochOrder balanced = plan.order(1, LABELS);
        Map<List<Integer>, Map<Long, Integer>> drawn = new HashMap<>();
        Map<List<Integer>, Map<Long, Integer>> there = new HashMap<>();
        for (Minibatch minibatch : Minibatch.all(plan, 1)) {
            // The windows of a worker are used one after the other; a minibatch can have examples of several.
            for (int[] part : parts(plan, minibatch)) {
                List<Integer> window = List.of(minibatch.worker(), part[0]);
                count(drawn, window, Arrays.copyOfRange(minibatch.examples(balanced), part[1], part[2]));
                count(there, window, Arrays.copyOfRange(minibatch.examples(once), part[1], part[2]));
            }
        }
        if (plan.hasOneWindow()) {
            drawn = Map.of(List.of(), merged(drawn));
            there = Map.of(List.of(), merged(there));
        }
        for (List<Integer> window : there.keySet()) {
            assertEven(drawn.get(window), there.get(window).keySet());
        }
    }

    /** Returns, for each window of a minibatch, its number and where its examples start and end in the minibatch. */
    private static List<int[]> parts(Plan plan, Minibatch minibatch) {
        if (plan.hasOneWindow()) {
            return List.of(new int[] {0, 0, minibatch.examples(plan.order(1)).length});
        }
        int step = plan.stepsBefore(1, minibatch.round()) + minibatch.step();
        Shuffle shuffle = new WindowShuffle(plan.stepsOfEpoch(), 0, plan.leastWindow());
        Places places = shuffle.places(minibatch.worker(), step);
        return shuffle.windows(minibatch.worker(), step, step + 1).stream()
                .map(window -> new int[] {
                    (int) window.number(),
                    (int) (Math.max(window.start(), places.from()) - places.from()),
                    (int) (Math.min(window.end(), places.to()) - places.from())
                })
                .toList();
    }

    private static void count(Map<List<Integer>, Map<Long, Integer>> counts, List<Integer> window, long[] examples) {
        Map<Long, Integer> ofWindow = counts.computeIfAbsent(window, absent -> new HashMap<>());
        LongStream.of(examples).forEach(example -> ofWindow.merge(example, 1, Integer::sum));
    }

    private static Map<Long, Integer> merged(Map<List<Integer>, Map<Long, Integer>> counts) {
        Map<Long, Integer> all = new HashMap<>();
        counts.values().forEach(some -> some.forEach((example, count) -> all.merge(example, count, Integer::sum)));
        return all;
    }

    private static void assertEven(Map<Long, Integer> drawn, Iterable<Long> there) {
        List<Integer> byClass = new ArrayList<>();
        for (int one = 0; one < CLASSES; one++) {
            List<Integer> byExample = new ArrayList<>();
            for (long example : there) {
                if (label(example) == one) {
                    byExample.add(drawn.getOrDefault(example, 0));
                }
            }
            if (!byExample.isEmpty()) {
                byClass.add(byExample.stream().mapToInt(Integer::intValue).sum());
                assertThat(Collections.max(byExample) - Collections.min(byExample))
                        .isLessThanOrEqualTo(1);
            }
        }
        assertThat(Collections.max(byClass) - Collections.min(byClass)).isLessThanOrEqualTo(1);
        assertThat(byClass.stream().mapToInt(Integer::intValue).sum())
                .as("no draw is of another window")
                .isEqualTo(drawn.values().stream().mapToInt(Integer::intValue).sum());
    }

    private static int label(long example) {
        return LABELS.of(Minibatch.shard(example)).applyAsInt((int) example);
    }

    /** Any executor computes any minibatch, in any order. */
    @ParameterizedTest
    @MethodSource("plans")
    void aMinibatchIsTheSameWhicheverWereAskedBefore(Plan plan) {
        EpochOrder inOrder = plan.order(1, LABELS);
        List<Minibatch> all = Minibatch.all(plan, 1);
        List<long[]> expected =
                all.stream().map(minibatch -> minibatch.examples(inOrder)).toList();

        EpochOrder other = plan.order(1, LABELS);
        for (int i : Seeds.permutation(plan.seed(), all.size())) {
            assertThat(all.get(i).examples(other)).isEqualTo(expected.get(i));
        }
    }

    @Test
    void workersThatAverageEveryStepSeeWhatOneWorkerWithTheirWholeBatchSees() {
        EpochOrder four = new Plan(9, List.of(100, 37), 4, 1, 8).order(2, LABELS);
        Plan one = new Plan(9, List.of(100, 37), 1, 1, 32);
        for (int round = 0; round < one.rounds(2); round++) {
            List<Long> together = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                LongStream.of(new Minibatch(round, worker, 0).examples(four)).forEach(together::add);
            }
            assertThat(new Minibatch(round, 0, 0).examples(one.order(2, LABELS)))
                    .containsExactly(together.toArray(Long[]::new));
        }
    }

    /** So that minibatches are balanced too, not only windows. */
    @Test
    void eachMinibatchHasTheClassesEquallyOften() {
        Plan plan = new Plan(9, List.of(1000, 370), 2, 1, 40);
        EpochOrder order = plan.order(0, LABELS);
        for (Minibatch minibatch : Minibatch.all(plan, 0)) {
            int[] counts = new int[CLASSES];
            long[] examples = minibatch.examples(order);
            LongStream.of(examples).forEach(example -> counts[label(example)]++);
            for (int one : new int[] {0, 1, 2, 4}) {
                // A minibatch may begin and end within a run of all classes.
                assertThat(counts[one]).isBetween(examples.length / 4 - 2, examples.length / 4 + 2);
            }
        }
    }

    @Test
    void everyEpochAndSeedHasAnotherOrderAndRareExamplesComeInAnother() {
        Plan plan = new Plan(1, List.of(1000), 1, 1, 100);
        long[] first = Minibatch.examples(plan, 0, LABELS);

        assertThat(first).isNotEqualTo(Minibatch.examples(plan, 1, LABELS));
        assertThat(first).isNotEqualTo(Minibatch.examples(new Plan(2, List.of(1000), 1, 1, 100), 0, LABELS));
        long[] rare =
                LongStream.of(first).filter(example -> label(example) == 4).toArray();
        int different = (int) LongStream.of(rare).distinct().count();
        assertThat(rare.length).isGreaterThan(3 * different);
        assertThat(Arrays.copyOfRange(rare, 0, different)).doesNotHaveDuplicates();
        assertThat(Arrays.copyOfRange(rare, different, 2 * different))
                .doesNotHaveDuplicates()
                .isNotEqualTo(Arrays.copyOfRange(rare, 0, different));
    }

    @Test
    void aWindowsLabelsAreReadOnce() {
        AtomicInteger reads = new AtomicInteger();
        Labels counting = shard -> {
            reads.incrementAndGet();
            return LABELS.of(shard);
        };
        Plan one = new Plan(1, Collections.nCopies(7, 20), 2, 3, 8);
        EpochOrder order = one.order(0, counting);
        Minibatch.all(one, 0).forEach(minibatch -> minibatch.examples(order));
        assertThat(reads).hasValue(7);

        // Ranges of 20 shards for each of 2 workers, in windows of 5.
        Plan windowed = new Plan(1, Collections.nCopies(40, 20), 2, 3, 0, 8, 5);
        reads.set(0);
        EpochOrder orderOfWindows = windowed.order(0, counting);
        Minibatch.all(windowed, 0).forEach(minibatch -> minibatch.examples(orderOfWindows));
        assertThat(reads).hasValue(40);
    }

    @Test
    void labelsThatCouldNotBeReadAreReadAgain() {
        AtomicInteger failures = new AtomicInteger(1);
        EpochOrder order = new Plan(1, List.of(50), 1, 1, 10).order(0, shard -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("no file");
            }
            return LABELS.of(shard);
        });

        assertThatThrownBy(() -> order.minibatch(0, 0, 0)).hasMessage("no file");
        assertThat(order.minibatch(0, 0, 0)).isNotEmpty();
    }

    @Test
    void theOrderIsPartOfThePromiseAndMustNotChange() {
        EpochOrder order = new Plan(42, List.of(60_000), 2, 10, 64).order(0, LABELS);

        assertThat(order.minibatch(3, 1, 7).get(0).rows())
                .startsWith(23553, 5695, 38266, 30726, 17624)
                .hasSize(64);
    }
}
