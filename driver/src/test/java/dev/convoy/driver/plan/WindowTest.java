package dev.convoy.driver.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
    private static final long GB = 1L << 30;

    @Test
    void aWindowHasAsManyShardsAsHaveItsBytes() {
        assertThat(Window.shards(100 * GB, 1_000, 2 * GB)).isEqualTo(20);
        assertThat(Window.shards(100 * GB, 1_000, 2 * GB + 1)).isEqualTo(21);
    }

    @Test
    void aWindowHasAtLeastTenShards() {
        assertThat(Window.shards(100 * GB, 1_000, 0)).isEqualTo(10);
        assertThat(Window.shards(100 * GB, 1_000, GB)).isEqualTo(10);
        assertThat(Window.shards(0, 1, 0)).isEqualTo(10);
    }

    @Test
    void dataOfAtMostAWindowsBytesAreOneWindow() {
        for (int shards = 1; shards < 2_000; shards++) {
            assertThat(Window.shards(GB, shards, GB)).isGreaterThanOrEqualTo(shards);
        }
        assertThat(Window.shards(100 * GB, 1_000, Long.MAX_VALUE)).isGreaterThanOrEqualTo(1_000);
        assertThat(Window.shards(Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE))
                .isEqualTo(Integer.MAX_VALUE);
    }
}
