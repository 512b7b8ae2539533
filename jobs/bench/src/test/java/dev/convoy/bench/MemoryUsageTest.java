package dev.convoy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryUsageTest {
    @Test
    void growthIsTheRiseOfTheLineAsAShareOfTheMean() {
        // From 1,000 in round 60 to 1,100 in round 160, after a start that does not count.
        List<MemoryUsage> held = IntStream.rangeClosed(1, 16)
                .map(i -> 10 * i)
                .mapToObj(round -> new MemoryUsage(round, Map.of("driver", round <= 50 ? 7L : 940L + round)))
                .toList();

        assertThat(MemoryUsage.growth(held, "driver", 50)).isCloseTo(100.0 / 1050, within(1e-9));
    }

    @Test
    void nothingDoesNotGrow() {
        List<MemoryUsage> held = List.of(
                new MemoryUsage(60, Map.of("files", 0L)),
                new MemoryUsage(70, Map.of("files", 0L)),
                new MemoryUsage(80, Map.of("files", 0L)));

        assertThat(MemoryUsage.growth(held, "files", 50)).isZero();
    }
}
