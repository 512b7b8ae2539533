package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deeplearning4j stores a variance as a logarithm, and a channel may have one value in all images. */
class ZeroVarianceTest {
    @ParameterizedTest
    @CsvSource({"reference, 0.9, -200", "reference, 0, 0", "onednn, 0.9, -200", "onednn, 0, 0", "onednn, 0.9, -29"})
    void theLogarithmOfAVarianceStaysFinite(String engine, double decay, float stored) {
        Shape image = new Shape(1, 2, 2);
        Model model =
                Networks.of(image, new BatchNormalization.Builder().decay(decay).build(), Networks.output(3));
        double[] parameters = Networks.parameters(model, 1);
        // After γ, β and the mean.
        parameters[3] = stored;
        float[] labels = {1, 0, 0, 0, 1, 0};
        Batch batch = new Batch(2, new float[8], labels, 1);
        double[] changes = Networks.gradient(engine, model, Precision.FLOAT32, parameters, batch)
                .gradient();

        assertThat(Arrays.stream(changes).allMatch(Double::isFinite)).isTrue();
        assertThat(stored - changes[3]).isGreaterThanOrEqualTo(Math.min(stored, -30));
    }
}
