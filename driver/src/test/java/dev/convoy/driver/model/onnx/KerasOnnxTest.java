package dev.convoy.driver.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.model.keras.Samples;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import onnx.Onnx.ModelProto;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Keras file that becomes ONNX computes in onnxruntime what TensorFlow.js computes with it. */
class KerasOnnxTest {
    private static final float TOLERANCE = 1e-4f;

    @ParameterizedTest
    @CsvSource({
        "lenet, lenet, 1, 28, 28, 10, true",
        "mobile, mobile, 3, 14, 11, 5, true",
        "mobile3, mobile, 3, 14, 11, 5, true",
        "nested, mobile, 3, 14, 11, 5, true",
        "branches, branches, 3, 12, 10, 4, true",
        "branches3, branches, 3, 12, 10, 4, true",
        "dilated, dilated, 2, 9, 12, 3, true",
        "first, first, 3, 11, 10, 4, false"
    })
    void outputsAreThoseOfTensorFlow(
            String file, String outputs, int channels, int height, int width, int classes, boolean channelsLast)
            throws IOException, OrtException {
        Shape images = new Shape(channels, height, width);
        LoadedModel loaded = Samples.load(file, images, classes);
        ModelProto onnx =
                OnnxModel.of(loaded.model(), loaded.weights().orElseThrow().parameters(), Normalization.none(channels));

        float[] given = OnnxRuntime.evaluate(onnx, images, Samples.batch(images, classes, channelsLast));
        assertThat(given).containsExactly(Samples.expected(outputs), within(TOLERANCE));
    }
}
