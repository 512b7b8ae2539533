package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference's gradients are what its loss does when a parameter is moved a little, in double. */
class FiniteDifferenceTest {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-6;
    private static final int PARAMETERS_TRIED = 25;

    /** Every third shape: each costs 50 forward and backward passes of naive loops. */
    static Stream<OddShapes.Case> cases() {
        return OddShapes.all().filter(shape -> shape.seed() % 3 == 0);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void referenceAgreesWithFiniteDifferences(OddShapes.Case shape) {
        double[] parameters = Networks.parameters(shape.model(), shape.seed());
        Batch batch = Networks.batch(shape.model(), Math.min(shape.batch(), 3), shape.seed() + 1);
        double[] gradient = Networks.gradient("reference", shape.model(), Precision.FLOAT64, parameters, batch)
                .gradient();
        double greatest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();

        Random random = new Random(shape.seed());
        for (int trial = 0; trial < PARAMETERS_TRIED; trial++) {
            int moved = random.nextInt(parameters.length);
            double difference =
                    lossWith(shape, batch, parameters, moved, STEP) - lossWith(shape, batch, parameters, moved, -STEP);
            assertThat(difference / (2 * STEP))
                    .as("parameter %d", moved)
                    .isCloseTo(gradient[moved], within(TOLERANCE * greatest));
        }
    }

    private static double lossWith(OddShapes.Case shape, Batch batch, double[] parameters, int moved, double by) {
        double[] there = parameters.clone();
        there[moved] += by;
        return Networks.gradient("reference", shape.model(), Precision.FLOAT64, there, batch)
                .loss();
    }
}
