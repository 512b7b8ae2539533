package dev.convoy.jobs.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundModelTest {
    private static final Map<Phase, NonNegativeFit> TRUTH = Map.of(
            Phase.BROADCAST, new NonNegativeFit(0.02, 3e-9),
            Phase.REDUCE, new NonNegativeFit(0.005, 4e-9),
            Phase.COLLECT, new NonNegativeFit(0.001, 1e-9),
            Phase.SCHEDULE, new NonNegativeFit(0.05, 0.002));

    @Test
    void exactMeasurementsGiveTheirOwnModelBack() {
        RoundModel fitted = RoundModel.fit(exact());

        TRUTH.forEach((phase, fit) -> {
            assertThat(fitted.fits().get(phase).a()).as(phase + " a").isCloseTo(fit.a(), within(1e-6 * fit.a()));
            assertThat(fitted.fits().get(phase).b()).as(phase + " b").isCloseTo(fit.b(), within(1e-6 * fit.b()));
        });
        assertThat(exact()).allSatisfy(point -> assertThat(fitted.error(point)).isLessThan(1e-6));
    }

    @Test
    void aNetworkAddsTheTimeOnTheWire() {
        RoundModel model = new RoundModel(TRUTH);

        double seconds = model.onNetwork(40e6, 4, 5, 1.25e9);

        double here = 0.02 + 0.12 + 0.005 * 9 / 4 + 0.16 + 0.005 + 0.04 + 0.05 + 0.018;
        assertThat(seconds).isCloseTo(here + 0.032 * (1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4 + 2), within(1e-9));
    }

    @Test
    void aCostIsNeverNegative() {
        List<NonNegativeFit.Point> falling =
                List.of(new NonNegativeFit.Point(1, 1, 3), new NonNegativeFit.Point(1, 2, 2));

        NonNegativeFit fit = NonNegativeFit.of(falling);

        assertThat(fit.b()).isZero();
        assertThat(fit.a()).isBetween(2.0, 3.0);
    }

    @Test
    void termsInProportionAreNotToldApart() {
        List<NonNegativeFit.Point> points =
                List.of(new NonNegativeFit.Point(1, 2, 4), new NonNegativeFit.Point(2, 4, 8));

        assertThat(NonNegativeFit.of(points).at(3, 6)).isCloseTo(12, within(1e-9));
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
                                Phase.REDUCE, 0.005 * tasks / 2 + 4e-9 * bytes * workers / 2,
                                Phase.COLLECT, 0.001 * slices + 1e-9 * bytes,
                                Phase.SCHEDULE, 0.05 + 0.002 * tasks)));
            }
        }
        return points;
    }
}
