package dev.convoy.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseSplitTest {
    @Test
    void momentsWithoutASpanAreScheduling() {
        Map<Phase, Double> seconds = PhaseSplit.of(1000, 3000, List.of(Span.of(1000, 1500, Phase.BROADCAST)));

        assertThat(seconds.get(Phase.BROADCAST)).isEqualTo(0.5);
        assertThat(seconds.get(Phase.SCHEDULE)).isEqualTo(1.5);
    }

    @Test
    void spansThatOverlapShareTheirTime() {
        Map<Phase, Double> seconds =
                PhaseSplit.of(0, 3000, List.of(Span.of(0, 2000, Phase.REDUCE), Span.of(1000, 3000, Phase.COLLECT)));

        assertThat(seconds.get(Phase.REDUCE)).isEqualTo(1.5);
        assertThat(seconds.get(Phase.COLLECT)).isEqualTo(1.5);
        assertThat(seconds.get(Phase.SCHEDULE)).isZero();
    }

    @Test
    void aSpanDividesAsItsPartsAndItsRestIsScheduling() {
        Map<Phase, Double> seconds =
                PhaseSplit.of(0, 1000, List.of(new Span(0, 1000, Map.of(Phase.COMPUTE, 250.0, Phase.REDUCE, 500.0))));

        assertThat(seconds.get(Phase.COMPUTE)).isEqualTo(0.25);
        assertThat(seconds.get(Phase.REDUCE)).isEqualTo(0.5);
        assertThat(seconds.get(Phase.SCHEDULE)).isEqualTo(0.25);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void phasesSumToTheWallTime(long seed) {
        Random random = new Random(seed);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            double start = 1000 * random.nextDouble();
            double end = start + 200 * random.nextDouble();
            spans.add(new Span(
                    start,
                    end,
                    Map.of(Phase.REDUCE, 300 * random.nextDouble(), Phase.COMPUTE, 300 * random.nextDouble())));
        }

        double sum = PhaseSplit.of(0, 1300, spans).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();

        assertThat(sum).isCloseTo(1.3, within(1e-9));
    }
}
