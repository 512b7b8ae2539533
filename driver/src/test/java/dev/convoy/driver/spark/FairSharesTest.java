package dev.convoy.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.driver.spark.FairShares.Assignment;
import dev.convoy.driver.spark.FairShares.Executor;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairSharesTest {
    private static final List<Executor> FOUR =
            IntStream.range(0, 4).mapToObj(i -> new Executor("e" + i, 1)).toList();

    private final FairShares shares = new FairShares();

    @Test
    void anExecutorAtAQuarterOfTheSpeedGetsOneOfSixteenWorkers() {
        shares.ran(Map.of("e0", 1.0, "e1", 1.0, "e2", 4.0, "e3", 1.0));

        Assignment assignment = shares.assign(FOUR, 16).orElseThrow();

        assertThat(Collections.frequency(assignment.executors(), "e2")).isEqualTo(1);
        assertThat(assignment.executors()).hasSize(16);
        // The ideal, with parts of workers, is 16 / 3.25.
        assertThat(assignment.seconds()).isEqualTo(5, within(1e-9));
    }

    @Test
    void executorsThatAreAlikeAreLeftToSpark() {
        assertThat(shares.assign(FOUR, 16)).isEmpty();
        shares.ran(Map.of("e0", 1.0, "e1", 1.2, "e2", 1.1, "e3", 0.95));

        assertThat(shares.assign(FOUR, 16)).isEmpty();
    }

    @Test
    void aSlotForEachWorkerLeavesNothingToChoose() {
        shares.ran(Map.of("e0", 1.0, "e1", 9.0));

        assertThat(shares.assign(FOUR, 4)).isEmpty();
    }

    @Test
    void aNewExecutorCountsAsOneInTheMiddle() {
        shares.ran(Map.of("e0", 1.0, "e1", 1.0, "e2", 4.0));

        assertThat(Collections.frequency(shares.assign(FOUR, 16).orElseThrow().executors(), "e3"))
                .isEqualTo(5);
    }

    @Test
    void aSlowExecutorThatGetsNoWorkerIsTriedAgain() {
        shares.ran(Map.of("e0", 1.0, "e1", 1.0, "e2", 50.0, "e3", 1.0));
        assertThat(shares.assign(FOUR, 16).orElseThrow().executors()).doesNotContain("e2");
        int rounds = 0;
        while (!shares.assign(FOUR, 16)
                .map(Assignment::executors)
                .orElse(List.of("e2"))
                .contains("e2")) {
            shares.ran(Map.of("e0", 1.0, "e1", 1.0, "e3", 1.0));
            rounds++;
        }

        assertThat(rounds).isBetween(5, 40);
    }

    @Test
    void noOtherAssignmentEndsMuchEarlier() {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            FairShares one = new FairShares();
            double[] seconds = IntStream.range(0, 4)
                    .mapToDouble(e -> 0.5 + 4 * random.nextDouble())
                    .toArray();
            one.ran(Map.of("e0", seconds[0], "e1", seconds[1], "e2", seconds[2], "e3", seconds[3]));
            int workers = 8 + random.nextInt(24);
            double speed =
                    IntStream.range(0, 4).mapToDouble(e -> 1 / seconds[e]).sum();
            double slowest =
                    IntStream.range(0, 4).mapToDouble(e -> seconds[e]).max().orElseThrow();

            one.assign(FOUR, workers).ifPresent(assignment -> assertThat(assignment.seconds())
                    .isLessThanOrEqualTo(workers / speed + slowest));
        }
    }
}
