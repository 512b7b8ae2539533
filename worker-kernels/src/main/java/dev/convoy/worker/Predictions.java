package dev.convoy.worker;

import dev.convoy.kernel.Batch;
import java.io.Serializable;
import java.util.Arrays;

/** A network's predictions for some examples, in order. A class and not a record, because Kryo cannot build records. */
public final class Predictions implements Serializable {
    private static final long serialVersionUID = 1L;

    private int[] labels = new int[0];
    private int[] predicted = new int[0];
    private double lossSum;

    /** Returns the class of each example. */
    public int[] labels() {
        return labels;
    }

    /** Returns the most probable class of each example, the first if several are equal. */
    public int[] predicted() {
        return predicted;
    }

    /** Returns the share of the examples whose class was predicted, 0 to 1. */
    public double accuracy() {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += labels[i] == predicted[i] ? 1 : 0;
        }
        return (double) right / labels.length;
    }

    /** Returns the mean of the losses. */
    public double meanLoss() {
        return lossSum / labels.length;
    }

    void add(Batch batch, float[] outputs, double loss, int classes) {
        int before = labels.length;
        labels = Arrays.copyOf(labels, before + batch.size());
        predicted = Arrays.copyOf(predicted, before + batch.size());
        for (int n = 0; n < batch.size(); n++) {
            labels[before + n] = greatest(batch.labels(), n * classes, classes);
            predicted[before + n] = greatest(outputs, n * classes, classes);
        }
        lossSum += loss;
    }

    /** Appends the predictions for later examples. */
    public void append(Predictions later) {
        int before = labels.length;
        labels = Arrays.copyOf(labels, before + later.labels.length);
        predicted = Arrays.copyOf(predicted, labels.length);
        System.arraycopy(later.labels, 0, labels, before, later.labels.length);
        System.arraycopy(later.predicted, 0, predicted, before, later.labels.length);
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
