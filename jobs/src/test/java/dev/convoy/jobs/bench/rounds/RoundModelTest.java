package dev.convoy.jobs.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundModelTest {
    private static final Map<Phase, NonNegativeFit> TRUTH = Map.of(
            Phase.BROADCAST, new NonNegativeFit(List.of(0.02, 3e-9)),
            Phase.REDUCE, new NonNegativeFit(List.of(0.1, 0.005, 4e-9)),
            Phase.COLLECT, new NonNegativeFit(List.of(0.001, 1e-9)),
            Phase.SCHEDULE, new NonNegativeFit(List.of(0.05, 0.002, 2e-9)));

    @Test
    void exactMeasurementsGiveTheirOwnModelBack() {
        RoundModel fitted = RoundModel.fit(exact());

        TRUTH.forEach((phase, fit) -> {
            List<Double> costs = fitted.fits().get(phase).costs();
            for (int i = 0; i < costs.size(); i++) {
                assertThat(costs.get(i) / fit.costs().get(i))
                        .as(phase + " " + i)
                        .isCloseTo(1, within(1e-6));
            }
        });
        assertThat(exact()).allSatisfy(point -> assertThat(fitted.error(point)).isLessThan(1e-6));
    }

    @Test
    void aNetworkAddsTheTimeOnTheWire() {
        RoundModel model = new RoundModel(TRUTH);

        double seconds = model.onNetwork(40e6, 4, 5, 1.25e9);

        double here = 0.02 + 0.12 + 0.1 + 0.005 * 9 / 4 + 0.16 + 0.001 + 0.04 + 0.05 + 0.018 + 0.08;
        assertThat(seconds).isCloseTo(here + 0.032 * (1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4 + 2), within(1e-9));
    }

    @Test
    void aCostIsNeverNegative() {
        NonNegativeFit fit = NonNegativeFit.of(List.of(
                new NonNegativeFit.Point(List.of(1.0, 1.0), 3), new NonNegativeFit.Point(List.of(1.0, 2.0), 2)));

        assertThat(fit.costs().get(1)).isZero();
        assertThat(fit.costs().get(0)).isBetween(2.0, 3.0);
    }

    @Test
    void termsInProportionAreNotToldApart() {
        NonNegativeFit fit = NonNegativeFit.of(List.of(
                new NonNegativeFit.Point(List.of(1.0, 2.0), 4), new NonNegativeFit.Point(List.of(2.0, 4.0), 8)));

        assertThat(fit.at(List.of(3.0, 6.0))).isCloseTo(12, within(1e-9));
    }

    private static List<RoundModel.Point> exact() {
        List<RoundModel.Point> points = new ArrayList<>();
        for (double bytes : new double[] {4e6, 40e6, 200e6}) {
            for (int workers : new int[] {2, 4, 8, 16}) {
                int slices = Math.max(workers, (int) (bytes / 8e6));
                double tasks = workers + slices;
                points.add(new RoundModel.Point(
                        bytes,
                        workers,
                        slices,
                        2,
                        Map.of(
                                Phase.COMPUTE, 1.0,
                                Phase.BROADCAST, 0.02 + 3e-9 * bytes,
                                Phase.REDUCE, 0.1 + 0.005 * tasks / 2 + 4e-9 * bytes * workers / 2,
                                Phase.COLLECT, 0.001 + 1e-9 * bytes,
                                Phase.SCHEDULE, 0.05 + 0.002 * tasks + 2e-9 * bytes)));
            }
        }
        return points;
    }
}
