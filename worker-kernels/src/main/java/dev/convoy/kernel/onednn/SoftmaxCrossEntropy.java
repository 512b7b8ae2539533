package dev.convoy.kernel.onednn;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Softmax, cross-entropy and their joint gradient, in Java and in double: a few thousand values per minibatch, summed in
 * one fixed order. The formulas are those of the reference kernel.
 */
final class SoftmaxCrossEntropy {
    private final int size;
    private final int classes;
    private final float[] values;
    private final double[] exponentials;

    SoftmaxCrossEntropy(int size, int classes) {
        this.size = size;
        this.classes = classes;
        this.values = new float[size * classes];
        this.exponentials = new double[classes];
    }

    /** Writes {@code p · Σy − y} and returns the summed loss. */
    double lossAndGradient(FloatPointer logits, float[] labels, FloatPointer gradient) {
        logits.get(values);
        double loss = 0;
        for (int row = 0; row < values.length; row += classes) {
            double mass = 0;
            for (int k = 0; k < classes; k++) {
                mass += labels[row + k];
            }
            loss += softmaxRow(row, labels);
            for (int k = 0; k < classes; k++) {
                values[row + k] = (float) (exponentials[k] * mass - labels[row + k]);
            }
        }
        gradient.put(values);
        return loss;
    }

    /** Writes the probabilities and returns the summed loss. */
    double lossAndProbabilities(FloatPointer logits, float[] labels, float[] probabilities) {
        logits.get(values);
        double loss = 0;
        for (int n = 0; n < size; n++) {
            loss += softmaxRow(n * classes, labels);
            for (int k = 0; k < classes; k++) {
                probabilities[n * classes + k] = (float) exponentials[k];
            }
        }
        return loss;
    }

    /** Leaves the row's probabilities in {@link #exponentials} and returns its loss. */
    private double softmaxRow(int row, float[] labels) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            greatest = Math.max(greatest, values[row + k]);
        }
        double sum = 0;
        for (int k = 0; k < classes; k++) {
            exponentials[k] = Math.exp(values[row + k] - greatest);
            sum += exponentials[k];
        }
        double loss = 0;
        double logSum = Math.log(sum);
        for (int k = 0; k < classes; k++) {
            loss += labels[row + k] * (logSum - (values[row + k] - greatest));
            exponentials[k] /= sum;
        }
        return loss;
    }
}
