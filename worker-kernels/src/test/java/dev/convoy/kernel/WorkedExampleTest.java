package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;

/** A 6×6 image under a vertical-edge filter, computed by hand and in every kernel. */
class WorkedExampleTest {
    private static final float[] IMAGE = {
        1, 6, 9, 10, 2, 4,
        2, 5, 1, 8, 4, 2,
        3, 7, 4, 9, 10, 3,
        9, 8, 3, 6, 7, 9,
        8, 0, 9, 4, 7, 2,
        9, 10, 12, 6, 9, 8
    };
    private static final double[] VERTICAL_EDGE = {1, 0, -1, 1, 0, -1, 1, 0, -1};
    private static final double[] EDGES = {-8, -9, -2, 18, 6, -3, -13, 9, 4, -4, -8, 5, 2, 2, 1, -3};

    /**
     * A kernel gives probabilities, not the convolution; so each of the 16 outputs is a separate logit, scaled down to
     * keep the softmax from saturating, and is read back as {@code ln p[k] − ln p[0]}.
     */
    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn", "nd4j"})
    void convolutionOfTheWorkedExample(String engine) {
        double scale = 1.0 / 16;
        Model model = Networks.of(
                new Shape(1, 6, 6),
                Networks.convolution(3, 3, 1)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build(),
                Networks.output(16));
        double[] parameters = new double[Math.toIntExact(model.parameters())];
        System.arraycopy(VERTICAL_EDGE, 0, parameters, 0, VERTICAL_EDGE.length);
        IntStream.range(0, 16).forEach(k -> parameters[VERTICAL_EDGE.length + k * 16 + k] = scale);
        float[] label = new float[16];
        label[0] = 1;
        float[] probabilities = new float[16];

        try (GradientKernel kernel = KernelLookup.open(engine, model, Precision.FLOAT32);
                Pointer given = Networks.nativeCopy(Precision.FLOAT32, parameters)) {
            kernel.evaluate(given, new Batch(1, IMAGE, label, 0), probabilities);
        }

        double[] seen = IntStream.range(0, 16)
                .mapToDouble(k -> (Math.log(probabilities[k]) - Math.log(probabilities[0])) / scale + EDGES[0])
                .toArray();
        assertThat(seen).as(engine).containsExactly(EDGES, within(1e-4));
    }
}
