package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * bfloat16 gives the reference's gradients to 2 % of the greatest in each layer, for the table of odd shapes. If the
 * CPU has no bfloat16, the kernel computes in float32.
 *
 * <p>Activations with kinks are replaced: a value's last digit decides on which side of a kink it is, and the gradient
 * jumps there by its whole size. Parameters and images are rounded to bfloat16 first: that error is the format's.
 */
class Bfloat16Test {
    private static final double TOLERANCE = 2e-2;

    static Stream<OddShapes.Case> cases() {
        return OddShapes.all()
                .filter(shape -> !shape.name().matches("(?i).*\\bmax\\b.*"))
                // Four normalizations over a few examples amplify bfloat16's rounding.
                .filter(shape -> !shape.name().contains("residual blocks"))
                .map(shape -> new OddShapes.Case(shape.name(), smooth(shape.model()), shape.batch(), shape.seed()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void gradientsAreWithinTwoPercent(OddShapes.Case shape) {
        double[] parameters = Networks.parameters(shape.model(), shape.seed());
        Arrays.setAll(parameters, i -> rounded((float) parameters[i]));
        Batch batch = Networks.batch(shape.model(), shape.batch(), shape.seed() + 1);
        float[] features = ((FloatFeatures) batch.features()).values();
        for (int i = 0; i < features.length; i++) {
            features[i] = rounded(features[i]);
        }
        double[] wanted = Networks.gradient("reference", shape.model(), Precision.FLOAT64, parameters, batch)
                .gradient();
        double[] seen = Networks.gradient("onednn", shape.model(), Precision.BFLOAT16, parameters, batch)
                .gradient();

        for (LayerInfo row : shape.model().layers()) {
            int from = Math.toIntExact(row.parameterOffset());
            int to = Math.toIntExact(row.parameterOffset() + row.parameters());
            double[] expected = Arrays.copyOfRange(wanted, from, to);
            double greatest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
            assertThat(Arrays.copyOfRange(seen, from, to))
                    .as("gradient of layer %s", row.name())
                    .containsExactly(expected, within(TOLERANCE * greatest));
        }
    }

    private static Model smooth(Model model) {
        ModelConfiguration configuration = model.configuration().copy();
        configuration.layers().forEach(layer -> {
            if (layer.getLayer() instanceof BaseLayer base && base.getActivationFn() instanceof ActivationReLU) {
                base.setActivationFn(new ActivationTanH());
            }
        });
        return Model.of(configuration, model.input());
    }

    /** Rounds to the nearest bfloat16, ties to even. */
    private static float rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        int up = 0x7fff + (bits >>> 16 & 1);
        return Float.intBitsToFloat(bits + up & 0xffff0000);
    }
}
