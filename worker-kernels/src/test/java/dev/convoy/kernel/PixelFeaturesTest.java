package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.feed.Normalization;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pixels become the features that the formula gives, channel by channel, wherever they are written. */
class PixelFeaturesTest {
    @ParameterizedTest
    @CsvSource({"1, 784, 3", "3, 1, 2", "3, 25, 4", "2, 8192, 2", "3, 10001, 2"})
    void areNormalizedChannelByChannel(int channels, int plane, int examples) {
        byte[] pixels = new byte[examples * channels * plane + 5];
        new Random(plane).nextBytes(pixels);
        double[] mean = {100, 127.5, 3};
        double[] deviation = {10, 127.5, 0.5};
        Normalization normalization = new Normalization(mean, deviation);
        float[][] tables = new float[channels][];
        for (int channel = 0; channel < channels; channel++) {
            tables[channel] = normalization.table(channel);
        }
        PixelFeatures features = new PixelFeatures(pixels, tables, plane);
        int count = examples * channels * plane;

        float[] array = features.toArray(count);

        for (int i = 0; i < count; i++) {
            int example = i / (channels * plane);
            int channel = i / plane % channels;
            int pixel = pixels[example * channels * plane + i % plane * channels + channel] & 0xff;
            assertThat(array[i]).isEqualTo((float) ((pixel - mean[channel]) / deviation[channel]));
        }
        try (FloatPointer target = new FloatPointer(count + 7)) {
            features.copyTo(target.position(7), count);
            assertThat(target.position()).isEqualTo(7);
            float[] copied = new float[count];
            target.get(copied);
            assertThat(copied).isEqualTo(array);
        }
    }
}
