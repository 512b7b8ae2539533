package dev.convoy.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.cluster.KindSpeeds.Speed;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindSpeedsTest {
    private final List<String> console = new ArrayList<>();

    /** Eight workers; the GPUs' slots and seconds, the others', the workers on GPUs now and those with the shortest rounds. */
    @ParameterizedTest
    @CsvSource({
        "2, 1, 2, 1,    4, 4",
        // 6 on GPUs take 3 s, 2 on CPUs 3 s.
        "2, 1, 2, 3,    2, 6",
        // However slow executors without a GPU are, one worker is there, and four take as long.
        "1, 1, 1, 50,   4, 7",
        "1, 1, 4, 50,   4, 4",
        // Rounds take 4 s with 1 to 4 workers on GPUs: the one next to the run's.
        "1, 1, 1, 1,    2, 4",
        "4, 4, 4, 4,    4, 4",
        "8, 1, 1, 0.5,  1, 6",
        "1, 9, 8, 1,    4, 1",
    })
    void theWorkersOnGpusThatSuitTheSpeeds(
            int gpuSlots, double gpuSeconds, int cpuSlots, double cpuSeconds, int now, int best) {
        KindSpeeds speeds = new KindSpeeds(8, now, console::add);
        speeds.ran(new Speed(gpuSlots, gpuSeconds), new Speed(cpuSlots, cpuSeconds), 800);

        assertThat(speeds.text().orElseThrow())
                .contains("train.gpu-workers=" + best + " of 8 workers suits them")
                .endsWith(best == now ? "suits them" : ", and the run has " + now);
    }

    @Test
    void theLineComesOnceAfterTenRoundsAndTheFirstRoundHardlyCounts() {
        KindSpeeds speeds = new KindSpeeds(4, 1, console::add);
        speeds.ran(new Speed(1, 60), new Speed(1, 60), 40);
        for (int round = 1; round < 3 * KindSpeeds.ROUNDS; round++) {
            assertThat(console).hasSize(round < KindSpeeds.ROUNDS ? 0 : 1);
            speeds.ran(new Speed(1, 0.01), new Speed(1, 2), 40);
        }

        assertThat(console)
                .singleElement()
                .asString()
                .matches("executors with a GPU: 1 at a time, \\d+ img/s; without: 1 at a time, 5 img/s; .*=3 of 4.*1");
        assertThat(speeds.text().orElseThrow()).contains("1 at a time, 1000 img/s; without: 1 at a time, 5 img/s");
    }

    @Test
    void aRoundWhoseExecutorsAreNotKnownIsLeftOut() {
        KindSpeeds speeds = new KindSpeeds(4, 1, console::add);
        speeds.ran(new Speed(0, 1), new Speed(3, 1), 40);
        speeds.ran(new Speed(1, 1), new Speed(3, 0), 40);

        assertThat(speeds.text()).isEmpty();
    }
}
