package dev.convoy.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.convoy.base.InvalidInputException;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans whose numbers of examples or steps are near or beyond what an {@code int} counts. */
class LargePlanTest {
    private static final List<Integer> BILLION = Collections.nCopies(10_000, 100_000);
    private static final int MAX = Integer.MAX_VALUE;

    @Test
    void aMinibatchOfABillionExamplesNeedsLittleMemory() {
        Plan plan = new Plan(7, BILLION, 64, 10, 0, 128, 10);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i : Seeds.permutation(1, 50)) {
            int round = (int) ((long) plan.rounds(i) * i / 50);

            long start = threads.getCurrentThreadAllocatedBytes();
            EpochOrder order = plan.order(i);
            List<Slice> slices = order.minibatch(round, i, 0);
            int[] shards = order.shards(round, i);
            int[] ofWindows = order.shardsOfWindows(round, i);
            long end = threads.getCurrentThreadAllocatedBytes();

            assertThat(end - start).isLessThan(8 << 20);
            assertThat(slices.stream().mapToInt(slice -> slice.rows().length).sum())
                    .isEqualTo(128);
            assertThat(slices).allMatch(slice -> 0 <= slice.rows()[0] && slice.rows()[0] < BILLION.get(slice.shard()));
            // A range of 156.25 shards has 15 windows; a round lies in one or two of them.
            assertThat(ofWindows).hasSizeBetween(11, 23).contains(shards);
        }
    }

    /** With one worker more than divides the examples, and with last steps of any size. */
    @ParameterizedTest
    @ValueSource(longs = {1_000_000_000, 1_000_000_007, 3L * MAX, 100_000_000_003L})
    void workersSharesOfManyExamplesAddUpAndDifferByTwoAtMost(long examples) {
        for (int workers : new int[] {1, 63, 64, 1_000}) {
            Steps steps = new Steps(examples, workers, 256);
            int count = steps.count();

            assertThat(steps.taken(count, workers)).isEqualTo(examples);
            for (int worker = 0; worker < workers; worker++) {
                long share = steps.taken(count, worker + 1) - steps.taken(count, worker);
                assertThat(share - examples / workers).isBetween(-2L, 2L);
            }
        }
    }

    @Test
    void onlyDataOfSeveralWindowsCanHaveMoreExamplesThanAnIntCounts() {
        assertThat(new Plan(1, List.of(MAX, MAX, 5), 64, 10, 0, 128, 2).examples())
                .isEqualTo(2L * MAX + 5);
        assertThatThrownBy(() -> new Plan(1, List.of(MAX, MAX, 5), 64, 10, 0, 128, 3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("an epoch must have at most 2,147,483,647 examples. Given: 4,294,967,299.");
    }

    @Test
    void stepsMustBeCountable() {
        assertThatThrownBy(() -> new Plan(1, List.of(MAX, 1), 1, 10, 0, 1, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("an epoch must have at most 2,147,483,647 steps. Given: 2,147,483,648.");
        assertThatThrownBy(() -> new Plan(1, List.of(1), 1 << 16, 10, 0, 1 << 15, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a step must have at most 2,147,483,647 examples. Given: 2,147,483,648.");
    }

    @Test
    void theStepsOfARunMustBeCountable() {
        Plan plan = new Plan(1, BILLION, 1, 10, 5, 1, 10);

        assertThat(plan.roundsOfRun(2)).isEqualTo(200_000_005);
        assertThatThrownBy(() -> plan.roundsOfRun(3))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a run must have at most 2,147,483,647 steps. Given: 3,000,000,000.");
    }

    @Test
    void aWindowHasAtLeastOneShard() {
        assertThatThrownBy(() -> new Plan(1, List.of(1, 1), 1, 1, 0, 1, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("windows of at least 1 shard. Given: 0.");
    }
}
