package dev.convoy.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.plan.AveragingFrequency.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanTest {
    private static final int EPOCHS = 4;
    private static final List<AveragingFrequency> FREQUENCIES = List.of(
            AveragingFrequency.always(1),
            AveragingFrequency.always(10),
            phases(new Phase(0, 1), new Phase(2, 5)),
            phases(new Phase(0, 7), new Phase(1, 1), new Phase(3, 2), new Phase(9, 100)));

    private static AveragingFrequency phases(Phase... phases) {
        return new AveragingFrequency(List.of(phases));
    }

    static Stream<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        for (List<Integer> shards :
                List.of(List.of(1), List.of(7), List.of(640), List.of(100, 1, 53), List.of(999, 998))) {
            for (int workers : new int[] {1, 2, 3, 8}) {
                for (AveragingFrequency averagingFrequency : FREQUENCIES) {
                    for (int batchSize : new int[] {1, 16, 64}) {
                        // Each plan has another length of the warm-up: from none to more than the epochs below.
                        int warmupRounds = List.of(0, 1, 5, 30, 700).get(plans.size() % 5);
                        plans.add(new Plan(
                                plans.size(),
                                shards,
                                workers,
                                averagingFrequency,
                                warmupRounds,
                                batchSize,
                                Integer.MAX_VALUE));
                    }
                }
            }
        }
        return plans.stream();
    }

    @ParameterizedTest
    @MethodSource("plans")
    void eachExampleIsSeenExactlyOnceAnEpoch(Plan plan) {
        List<String> all = IntStream.range(0, plan.shardSizes().size())
                .boxed()
                .flatMap(shard ->
                        IntStream.range(0, plan.shardSizes().get(shard)).mapToObj(row -> shard + ":" + row))
                .toList();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            EpochOrder order = plan.order(epoch);
            List<String> seen = new ArrayList<>();
            for (int round = 0; round < plan.rounds(epoch); round++) {
                for (int worker = 0; worker < plan.workers(); worker++) {
                    for (int step = 0; step < plan.steps(epoch, round); step++) {
                        seen.addAll(examples(order.minibatch(round, worker, step)));
                    }
                }
            }
            assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void theFirstRoundsOfARunHaveOneStepAndAllOthersButAnEpochsLastHaveTheFullNumber(Plan plan) {
        int number = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            int steps = 0;
            for (int round = 0; round < plan.rounds(epoch); round++, number++) {
                boolean warmup = number < plan.warmupRounds();
                assertThat(plan.isWarmup(epoch, round)).isEqualTo(warmup);
                if (warmup) {
                    assertThat(plan.steps(epoch, round)).isEqualTo(1);
                } else if (round < plan.rounds(epoch) - 1) {
                    assertThat(plan.steps(epoch, round))
                            .isEqualTo(plan.averagingFrequency().at(epoch));
                } else {
                    assertThat(plan.steps(epoch, round))
                            .isBetween(1, plan.averagingFrequency().at(epoch));
                }
                steps += plan.steps(epoch, round);
            }
            assertThat(steps).isEqualTo(plan.stepsPerEpoch());
            assertThat(plan.roundsOfRun(epoch + 1)).isEqualTo(number);
        }
    }

    @Test
    void aWarmupLongerThanTheRunIsAnAveragingFrequencyOfOne() {
        Plan warming = new Plan(9, List.of(100, 37), 4, 10, Integer.MAX_VALUE, 8);
        Plan one = new Plan(9, List.of(100, 37), 4, 1, 8);

        assertThat(warming.roundsOfRun(EPOCHS)).isEqualTo(one.roundsOfRun(EPOCHS));
        for (int round = 0; round < one.rounds(2); round++) {
            assertThat(warming.steps(2, round)).isEqualTo(1);
            assertThat(examples(warming.order(2).minibatch(round, 3, 0)))
                    .isEqualTo(examples(one.order(2).minibatch(round, 3, 0)));
        }
    }

    /** The first 3 epochs of 10 steps are averaged after each step, the next 2 after every fourth, the others at the end. */
    @Test
    void aPhaseHoldsForItsEpochs() {
        Plan plan = new Plan(
                1,
                List.of(160),
                2,
                phases(new Phase(0, 1), new Phase(3, 4), new Phase(5, 16)),
                0,
                8,
                Integer.MAX_VALUE);

        assertThat(IntStream.range(0, 8).map(plan::rounds)).containsExactly(10, 10, 10, 3, 3, 1, 1, 1);
        assertThat(IntStream.range(0, 3).map(round -> plan.steps(4, round))).containsExactly(4, 4, 2);
        assertThat(plan.steps(7, 0)).isEqualTo(10);
        assertThat(plan.roundsOfRun(1_000_000)).isEqualTo(30 + 6 + 999_995);
        assertThat(IntStream.range(0, 7).filter(epoch -> plan.averagesEachStep(epoch, 0)))
                .containsExactly(0, 1, 2);
    }

    /** Its user chose that all rounds have one step. */
    @Test
    void aPhaseOfOneStepIsLikeTheWarmupOnlyIfOthersHaveMore() {
        assertThat(new Plan(1, List.of(160), 2, 1, 8).averagesEachStep(3, 0)).isFalse();
    }

    /** Which examples are in a step does not depend on when workers average. */
    @Test
    void theOrderIsTheSameForAllFrequencies() {
        Plan changing = new Plan(9, List.of(100, 37), 4, phases(new Phase(0, 3), new Phase(1, 1)), 0, 8, 9);
        Plan one = new Plan(9, List.of(100, 37), 4, 1, 8);
        for (int epoch = 0; epoch < 2; epoch++) {
            for (int step = 0; step < one.stepsPerEpoch(); step++) {
                int tau = changing.averagingFrequency().at(epoch);
                assertThat(examples(changing.order(epoch).minibatch(step / tau, 2, step % tau)))
                        .isEqualTo(examples(one.order(epoch).minibatch(step, 2, 0)));
            }
        }
    }

    @Test
    void phasesMustBeInOrderAndCoverTheRun() {
        for (List<Phase> phases : List.of(
                List.<Phase>of(),
                List.of(new Phase(1, 2)),
                List.of(new Phase(-1, 2)),
                List.of(new Phase(0, 2), new Phase(0, 3)),
                List.of(new Phase(0, 2), new Phase(5, 3), new Phase(4, 3)))) {
            assertThatThrownBy(() -> new AveragingFrequency(phases))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("the phases of train.averaging-frequency must start from epoch 1");
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void noMinibatchIsLargerThanTheBatchSizeAndSharesDifferByAtMostOne(Plan plan) {
        EpochOrder order = plan.order(0);
        for (int round = 0; round < plan.rounds(0); round++) {
            for (int step = 0; step < plan.steps(0, round); step++) {
                int at = round;
                int index = step;
                int[] sizes = IntStream.range(0, plan.workers())
                        .map(worker ->
                                examples(order.minibatch(at, worker, index)).size())
                        .sorted()
                        .toArray();
                assertThat(sizes[sizes.length - 1]).isLessThanOrEqualTo(plan.batchSize());
                assertThat(sizes[sizes.length - 1] - sizes[0]).isLessThanOrEqualTo(1);
            }
        }
    }

    /** 2,064 are 8 steps of 256 and 16: the last two have 136 each. */
    @Test
    void anEpochDoesNotEndWithAStepOfFewExamples() {
        assertThat(sizes(new Plan(3, List.of(2_064), 2, 1, 128)))
                .containsExactly(128, 128, 128, 128, 128, 128, 128, 68, 68);
        assertThat(sizes(new Plan(3, List.of(2_063), 2, 1, 128))).endsWith(128, 68, 67);
        assertThat(sizes(new Plan(3, List.of(2_048 + 128), 2, 1, 128))).endsWith(128, 128, 64);
        assertThat(sizes(new Plan(3, List.of(16), 2, 1, 128))).containsExactly(8);
    }

    /** Examples of the first worker's minibatches. */
    private static List<Integer> sizes(Plan plan) {
        EpochOrder order = plan.order(0);
        return IntStream.range(0, plan.rounds(0))
                .mapToObj(round -> examples(order.minibatch(round, 0, 0)).size())
                .toList();
    }

    @Test
    void workersThatAverageEveryStepSeeWhatOneWorkerWithTheirWholeBatchSees() {
        Plan four = new Plan(9, List.of(100, 37), 4, 1, 8);
        Plan one = new Plan(9, List.of(100, 37), 1, 1, 32);

        assertThat(four.rounds(2)).isEqualTo(one.rounds(2));
        for (int round = 0; round < one.rounds(2); round++) {
            List<String> together = new ArrayList<>();
            for (int worker = 0; worker < 4; worker++) {
                together.addAll(examples(four.order(2).minibatch(round, worker, 0)));
            }
            assertThat(together).isEqualTo(examples(one.order(2).minibatch(round, 0, 0)));
        }
    }

    @Test
    void everyEpochAndSeedHasAnotherOrder() {
        Plan plan = new Plan(1, List.of(1000), 1, 1, 1000);
        Plan other = new Plan(2, List.of(1000), 1, 1, 1000);

        List<String> first = examples(plan.order(0).minibatch(0, 0, 0));
        assertThat(first).isNotEqualTo(examples(plan.order(1).minibatch(0, 0, 0)));
        assertThat(first).isNotEqualTo(examples(other.order(0).minibatch(0, 0, 0)));
        assertThat(first).isEqualTo(examples(plan.order(0).minibatch(0, 0, 0)));
    }

    /** Shards may be sorted: each may have only one class. */
    @Test
    void theOrderIsOneOfAllExamplesHoweverTheyAreSpreadOverShards() {
        List<Integer> sizes = List.of(100, 0, 150, 250);
        EpochOrder whole = new Plan(3, List.of(500), 2, 10, 25).order(1);
        EpochOrder parts = new Plan(3, sizes, 2, 10, 25).order(1);
        for (int worker = 0; worker < 2; worker++) {
            for (int step = 0; step < 10; step++) {
                List<Slice> slices = parts.minibatch(0, worker, step);

                assertThat(slices.stream().flatMapToInt(slice -> IntStream.of(slice.rows())
                                .map(row -> row + start(sizes, slice.shard()))))
                        .containsExactlyElementsOf(IntStream.of(
                                        whole.minibatch(0, worker, step).get(0).rows())
                                .boxed()
                                .toList());
                assertThat(slices).extracting(Slice::shard).contains(0, 2, 3);
            }
        }
    }

    private static int start(List<Integer> sizes, int shard) {
        return sizes.subList(0, shard).stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void theOrderIsPartOfThePromiseAndMustNotChange() {
        Plan plan = new Plan(42, List.of(60_000), 2, 10, 64);

        assertThat(plan.order(0).minibatch(3, 1, 7).get(0).rows())
                .startsWith(51159, 24570, 630, 24737, 57445, 39276, 13281, 3459)
                .hasSize(64);
    }

    private static List<String> examples(List<Slice> slices) {
        return slices.stream()
                .flatMap(slice -> IntStream.of(slice.rows()).mapToObj(row -> slice.shard() + ":" + row))
                .toList();
    }
}
