package dev.convoy.worker;

import dev.convoy.kernel.Batch;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A network's predictions for some examples, in order. A class and not a record, because Kryo cannot build records. */
public final class Predictions implements Serializable {
    private static final long serialVersionUID = 1L;

    private int[] labels = new int[0];
    private int[] predicted = new int[0];
    private float[] confidences = new float[0];
    private float[] labelOutputs = new float[0];
    private double lossSum;

    /** Returns the class of each example. */
    public int[] labels() {
        return labels;
    }

    /** Returns the most probable class of each example, the first if several are equal. */
    public int[] predicted() {
        return predicted;
    }

    /** Returns the greatest output for each example: the probability of the predicted class, with softmax. */
    public float[] confidences() {
        return confidences;
    }

    /** Returns the output for each example's class. */
    public float[] labelOutputs() {
        return labelOutputs;
    }

    /** Returns the share of the examples whose class was predicted, 0 to 1. */
    public double accuracy() {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += labels[i] == predicted[i] ? 1 : 0;
        }
        return (double) right / labels.length;
    }

    /** Returns the mean, over the classes that have examples, of the share of their examples whose class was predicted. */
    public double balancedAccuracy() {
        int classes = Arrays.stream(labels).max().orElse(-1) + 1;
        int[] right = new int[classes];
        int[] all = new int[classes];
        for (int i = 0; i < labels.length; i++) {
            all[labels[i]]++;
            right[labels[i]] += labels[i] == predicted[i] ? 1 : 0;
        }
        return IntStream.range(0, classes)
                .filter(one -> all[one] > 0)
                .mapToDouble(one -> (double) right[one] / all[one])
                .average()
                .orElse(Double.NaN);
    }

    /** Returns the mean of the losses. */
    public double meanLoss() {
        return lossSum / labels.length;
    }

    void add(Batch batch, float[] outputs, double loss, int classes) {
        int before = labels.length;
        resize(before + batch.size());
        for (int n = 0; n < batch.size(); n++) {
            int at = before + n;
            labels[at] = greatest(batch.labels(), n * classes, classes);
            predicted[at] = greatest(outputs, n * classes, classes);
            confidences[at] = outputs[n * classes + predicted[at]];
            labelOutputs[at] = outputs[n * classes + labels[at]];
        }
        lossSum += loss;
    }

    /** Appends the predictions for later examples. */
    public void append(Predictions later) {
        int before = labels.length;
        int added = later.labels.length;
        resize(before + added);
        System.arraycopy(later.labels, 0, labels, before, added);
        System.arraycopy(later.predicted, 0, predicted, before, added);
        System.arraycopy(later.confidences, 0, confidences, before, added);
        System.arraycopy(later.labelOutputs, 0, labelOutputs, before, added);
        lossSum += later.lossSum;
    }

    private void resize(int length) {
        labels = Arrays.copyOf(labels, length);
        predicted = Arrays.copyOf(predicted, length);
        confidences = Arrays.copyOf(confidences, length);
        labelOutputs = Arrays.copyOf(labelOutputs, length);
    }

    private static int greatest(float[] values, int from, int length) {
        int best = 0;
        for (int i = 1; i < length; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }
}
