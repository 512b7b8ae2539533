package dev.convoy.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.driver.checkpoint.CoreHours;
import org.junit.jupiter.api.Test;

class CoreTimeTest {
    private static final long HOUR = 3_600_000;

    private long now = 5 * HOUR;

    @Test
    void whatIsNeitherUsedNorLostWaited() {
        CoreTime time = new CoreTime(() -> now);
        time.came("1", 4);
        now += HOUR;
        time.came("2", 4);
        time.ran(HOUR / 2, 2, true);
        time.ran(HOUR / 4, 2, false);
        now += HOUR;
        time.left("1");
        time.left("1");
        now += HOUR;

        CoreHours hours = time.hours();

        assertThat(hours.used()).isCloseTo(1, within(1e-9));
        assertThat(hours.lost()).isCloseTo(0.5, within(1e-9));
        // 4 cores for two hours, and 4 others for two.
        assertThat(hours.used() + hours.lost() + hours.waiting()).isCloseTo(16, within(1e-9));
    }

    @Test
    void anExecutorThatIsReportedTwiceCountsOnce() {
        CoreTime time = new CoreTime(() -> now);
        time.came("1", 3);
        time.came("1", 3);
        now += HOUR;

        assertThat(time.hours()).isEqualTo(new CoreHours(0, 0, 3));
    }
}
