package dev.convoy.worker;

import dev.convoy.kernel.Batch;
import java.io.Serializable;
import java.util.Arrays;

/** What a network said of some examples, in their order. A class and not a record, because Kryo cannot build records. */
public final class Predictions implements Serializable {
    private static final long serialVersionUID = 1L;

    private int[] actual = new int[0];
    private int[] predicted = new int[0];
    private double lossSum;

    /** The class of each example. */
    public int[] actual() {
        return actual;
    }

    /** The most probable class of each example, the first of equals. */
    public int[] predicted() {
        return predicted;
    }

    /** Share of the examples whose class was named, 0 to 1. */
    public double accuracy() {
        int right = 0;
        for (int i = 0; i < actual.length; i++) {
            right += actual[i] == predicted[i] ? 1 : 0;
        }
        return (double) right / actual.length;
    }

    /** Mean of the losses. */
    public double meanLoss() {
        return lossSum / actual.length;
    }

    void add(Batch batch, float[] outputs, double loss, int classes) {
        int before = actual.length;
        actual = Arrays.copyOf(actual, before + batch.size());
        predicted = Arrays.copyOf(predicted, before + batch.size());
        for (int n = 0; n < batch.size(); n++) {
            actual[before + n] = greatest(batch.labels(), n * classes, classes);
            predicted[before + n] = greatest(outputs, n * classes, classes);
        }
        lossSum += loss;
    }

    /** Puts the predictions for later examples behind these. */
    public void append(Predictions later) {
        int before = actual.length;
        actual = Arrays.copyOf(actual, before + later.actual.length);
        predicted = Arrays.copyOf(predicted, actual.length);
        System.arraycopy(later.actual, 0, actual, before, later.actual.length);
        System.arraycopy(later.predicted, 0, predicted, before, later.actual.length);
        lossSum += later.lossSum;
    }

    private static int greatest(float[] values, int from, int length) {
        int best = 0;
        for (int i = 1; i < length; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }
}
