package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel gives the reference's gradients, layer by layer, and its outputs, for the table of odd shapes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GradientAgreementTest {
    private static final double FLOAT32_TOLERANCE = 1e-4;
    private static final double FLOAT64_TOLERANCE = 1e-9;
    private static final String DILATED_DEPTHWISE = "depthwise convolution with dilation";

    private final List<OddShapes.Case> table = OddShapes.all().toList();

    /** The reference's results by the name of the case, computed once for all kernels. */
    private final Map<String, Networks.Outcome> gradients = new HashMap<>();

    private final Map<String, Networks.Shown> outputs = new HashMap<>();

    Stream<OddShapes.Case> cases() {
        return table.stream();
    }

    /** Deeplearning4j refuses to train "same" convolutions whose stride leaves pixels out at the border. */
    Stream<OddShapes.Case> casesForDeeplearning4j() {
        return cases().filter(shape -> !shape.name().matches(".*, 1×\\d, stride 3, .*Same"));
    }

    /** Leaves out the cases whose gradient Deeplearning4j computes differently. */
    Stream<OddShapes.Case> trainingForDeeplearning4j() {
        return casesForDeeplearning4j()
                // Deeplearning4j's masks come from its own generator.
                .filter(shape -> !hasDropout(shape.model()))
                // The forward pass divides by all taps, the backward pass by those inside the image.
                .filter(shape -> !shape.name().equals("AVG pooling with padding 1, counted: true"))
                // It divides the sum over the neighbours by one S instead of each term by its own: this is 1e-9 of the
                // gradient with its default constants, but a hundredth with strong ones.
                .filter(shape -> !shape.name().equals("strong local response normalization"));
    }

    /** Deeplearning4j's oneDNN has no depthwise convolution with dilation; in double it uses its own loops. */
    Stream<OddShapes.Case> floatCasesForDeeplearning4j() {
        return casesForDeeplearning4j().filter(shape -> !shape.name().equals(DILATED_DEPTHWISE));
    }

    Stream<OddShapes.Case> floatTrainingForDeeplearning4j() {
        return trainingForDeeplearning4j()
                .filter(shape -> !shape.name().equals(DILATED_DEPTHWISE))
                // Its oneDNN does not have the gradient of these either.
                .filter(shape -> !shape.name().matches("deconvolution .* dilation 2, .*"));
    }

    Stream<OddShapes.Case> doubleTrainingForDeeplearning4j() {
        return trainingForDeeplearning4j()
                // Their constants 1.702 and 0.2 are floats even then.
                .filter(shape -> !shape.name().matches("(GELU|HARDSIGMOID) .*"))
                // They differ by 1e-9, see trainingForDeeplearning4j.
                .filter(shape -> !shape.name().equals("local response normalization"));
    }

    @Test
    void theTableHoldsAtLeastSixtyShapesOfDifferentNames() {
        assertThat(table)
                .extracting(OddShapes.Case::toString)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void onednnAgreesWithReference(OddShapes.Case shape) {
        assertAgreement("onednn", Precision.FLOAT32, shape, FLOAT32_TOLERANCE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floatTrainingForDeeplearning4j")
    void nd4jAgreesWithReference(OddShapes.Case shape) {
        assertAgreement("nd4j", Precision.FLOAT32, shape, FLOAT32_TOLERANCE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("doubleTrainingForDeeplearning4j")
    void nd4jAgreesWithReferenceInDouble(OddShapes.Case shape) {
        assertAgreement("nd4j", Precision.FLOAT64, shape, FLOAT64_TOLERANCE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void onednnShowsWhatReferenceShows(OddShapes.Case shape) {
        assertSameOutputs("onednn", shape);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floatCasesForDeeplearning4j")
    void nd4jShowsWhatReferenceShows(OddShapes.Case shape) {
        assertSameOutputs("nd4j", shape);
    }

    private void assertAgreement(String engine, Precision precision, OddShapes.Case shape, double tolerance) {
        double[] parameters = Networks.parameters(shape.model(), shape.seed());
        Batch batch = Networks.batch(shape.model(), shape.batch(), shape.seed() + 1);
        Networks.Outcome expected = gradients.computeIfAbsent(
                shape.toString(),
                name -> Networks.gradient("reference", shape.model(), Precision.FLOAT64, parameters, batch));
        Networks.Outcome actual = Networks.gradient(engine, shape.model(), precision, parameters, batch);

        assertThat(actual.loss()).isCloseTo(expected.loss(), within(tolerance * Math.abs(expected.loss())));
        for (LayerInfo row : shape.model().layers()) {
            int from = Math.toIntExact(row.parameterOffset());
            int to = Math.toIntExact(row.parameterOffset() + row.parameters());
            double[] wanted = Arrays.copyOfRange(expected.gradient(), from, to);
            double[] seen = Arrays.copyOfRange(actual.gradient(), from, to);
            double greatest = Arrays.stream(wanted).map(Math::abs).max().orElse(0);
            assertThat(seen)
                    .as("%s: gradient of layer %s", engine, row.name())
                    .containsExactly(wanted, within(tolerance * greatest));
        }
    }

    private void assertSameOutputs(String engine, OddShapes.Case shape) {
        double[] parameters = Networks.parameters(shape.model(), shape.seed());
        Batch batch = Networks.batch(shape.model(), shape.batch(), shape.seed() + 1);
        Networks.Shown expected = outputs.computeIfAbsent(
                shape.toString(),
                name -> Networks.evaluate("reference", shape.model(), Precision.FLOAT32, parameters, batch));
        Networks.Shown actual = Networks.evaluate(engine, shape.model(), Precision.FLOAT32, parameters, batch);

        assertThat(actual.loss()).isCloseTo(expected.loss(), within(FLOAT32_TOLERANCE * Math.abs(expected.loss())));
        assertThat(widened(actual.outputs()))
                .as("%s: outputs", engine)
                .containsExactly(widened(expected.outputs()), within(FLOAT32_TOLERANCE));
    }

    private static double[] widened(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static boolean hasDropout(Model model) {
        return model.configuration().layers().stream()
                .map(NeuralNetConfiguration::getLayer)
                .anyMatch(layer -> layer.getIDropout() != null);
    }
}
