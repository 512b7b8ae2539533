package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.DoublePointer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference's gradients agree with the change of its loss when a parameter changes a little, in double. */
class FiniteDifferenceTest {
    private static final double STEP = 1e-5;
    private static final double TOLERANCE = 1e-6;
    private static final int PARAMETERS_TRIED = 25;

    /** Every third shape of convolution, because each costs 50 forward and backward passes of naive loops. */
    static Stream<OddShapes.Case> cases() {
        return Stream.of(OddShapes.convolutions(), OddShapes.poolings())
                .flatMap(cases -> cases)
                .filter(shape -> shape.seed() % 3 == 0);
    }

    static Stream<OddShapes.Case> layersAndGraphs() {
        return Stream.of(LayerCases.all(), SameShapeCases.all(), GraphCases.all())
                .flatMap(cases -> cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"cases", "layersAndGraphs"})
    void referenceAgreesWithFiniteDifferences(OddShapes.Case shape) {
        double[] parameters = Networks.parameters(shape.model(), shape.seed());
        Batch batch = Networks.batch(shape.model(), Math.min(shape.batch(), 3), shape.seed() + 1);
        double[] gradient = Networks.gradient("reference", shape.model(), Precision.FLOAT64, parameters, batch)
                .gradient();
        int[] trained = trained(shape.model());
        double greatest = Arrays.stream(trained)
                .mapToDouble(i -> Math.abs(gradient[i]))
                .max()
                .orElseThrow();

        Random random = new Random(shape.seed());
        try (GradientKernel kernel = KernelLookup.open("reference", shape.model(), Precision.FLOAT64);
                DoublePointer moving = new DoublePointer(parameters);
                DoublePointer ignored = new DoublePointer(parameters.length)) {
            for (int trial = 0; trial < PARAMETERS_TRIED; trial++) {
                int moved = trained[random.nextInt(trained.length)];
                moving.put(moved, parameters[moved] + STEP);
                double above = kernel.gradient(moving, batch, ignored);
                moving.put(moved, parameters[moved] - STEP);
                double below = kernel.gradient(moving, batch, ignored);
                moving.put(moved, parameters[moved]);
                assertThat((above - below) / (2 * STEP))
                        .as("parameter %d", moved)
                        .isCloseTo(gradient[moved], within(TOLERANCE * greatest));
            }
        }
    }

    /** All parameters except running statistics, which the loss of training does not read. */
    private static int[] trained(Model model) {
        return model.layers().stream()
                .flatMapToInt(row -> {
                    boolean running = row.definition() instanceof BatchNormalization;
                    long left = row.parameters() - (running ? 2L * row.output().channels() : 0);
                    int first = Math.toIntExact(row.parameterOffset());
                    return IntStream.range(first, Math.toIntExact(first + left));
                })
                .toArray();
    }
}
