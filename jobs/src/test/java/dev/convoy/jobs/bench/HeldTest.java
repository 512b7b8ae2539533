package dev.convoy.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldTest {
    @Test
    void growthIsTheRiseOfTheLineAsAShareOfTheMean() {
        // From 1,000 in round 60 to 1,100 in round 160, after a start that does not count.
        List<Held> held = IntStream.rangeClosed(1, 16)
                .map(i -> 10 * i)
                .mapToObj(round -> new Held(round, Map.of("driver", round <= 50 ? 7L : 940L + round)))
                .toList();

        assertThat(Held.growth(held, "driver", 50)).isCloseTo(100.0 / 1050, within(1e-9));
    }

    @Test
    void nothingDoesNotGrow() {
        List<Held> held = List.of(
                new Held(60, Map.of("files", 0L)),
                new Held(70, Map.of("files", 0L)),
                new Held(80, Map.of("files", 0L)));

        assertThat(Held.growth(held, "files", 50)).isZero();
    }
}
