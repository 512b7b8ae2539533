package dev.convoy.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.kernel.Batch;
import org.junit.jupiter.api.Test;

class PredictionsTest {
    private static Predictions of(int[] labels, int[] predicted, int classes) {
        float[] oneHot = new float[labels.length * classes];
        float[] outputs = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            oneHot[i * classes + labels[i]] = 1;
            outputs[i * classes + predicted[i]] = 1;
        }
        Predictions predictions = new Predictions();
        predictions.add(new Batch(labels.length, new float[0], oneHot, 0), outputs, 3, classes);
        return predictions;
    }

    @Test
    void balancedAccuracyIsTheMeanOfTheRecallsOfClassesWithExamples() {
        // Class 0: 3 of 4 right; class 2: 1 of 2; classes 1 and 3 have none.
        Predictions predictions = of(new int[] {0, 0, 0, 0, 2, 2}, new int[] {0, 0, 1, 0, 2, 3}, 4);
        assertThat(predictions.balancedAccuracy()).isEqualTo((0.75 + 0.5) / 2, within(1e-15));
        assertThat(predictions.accuracy()).isEqualTo(4 / 6.0);
        assertThat(new Predictions().balancedAccuracy()).isNaN();
    }
}
