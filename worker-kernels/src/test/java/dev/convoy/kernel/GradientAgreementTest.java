package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.graph.Model;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel gives the reference's gradients, layer by layer, over the table of odd shapes. */
class GradientAgreementTest {
    private static final double FLOAT32_TOLERANCE = 1e-4;
    private static final double FLOAT64_TOLERANCE = 1e-9;

    static Stream<OddShapes.Case> cases() {
        return OddShapes.all();
    }

    /** Deeplearning4j refuses to train "same" convolutions whose stride leaves pixels out at the border. */
    static Stream<OddShapes.Case> casesForDeeplearning4j() {
        return cases().filter(shape -> !shape.name().matches(".*, 1×\\d, stride 3, .*Same"));
    }

    @Test
    void theTableHoldsAtLeastSixtyShapes() {
        assertThat(cases().count()).isGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void onednnAgreesWithReference(OddShapes.Case shape) {
        assertAgreement("onednn", Precision.FLOAT32, shape, FLOAT32_TOLERANCE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("casesForDeeplearning4j")
    void nd4jAgreesWithReference(OddShapes.Case shape) {
        assertAgreement("nd4j", Precision.FLOAT32, shape, FLOAT32_TOLERANCE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("casesForDeeplearning4j")
    void nd4jAgreesWithReferenceInDouble(OddShapes.Case shape) {
        assertAgreement("nd4j", Precision.FLOAT64, shape, FLOAT64_TOLERANCE);
    }

    private static void assertAgreement(String engine, Precision precision, OddShapes.Case shape, double tolerance) {
        double[] parameters = Networks.parameters(shape.model(), shape.seed());
        Batch batch = Networks.batch(shape.model(), shape.batch(), shape.seed() + 1);
        Networks.Outcome expected = Networks.gradient("reference", shape.model(), Precision.FLOAT64, parameters, batch);
        Networks.Outcome actual = Networks.gradient(engine, shape.model(), precision, parameters, batch);

        assertThat(actual.loss()).isCloseTo(expected.loss(), within(tolerance * Math.abs(expected.loss())));
        for (Model.Row row : shape.model().layers()) {
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
}
