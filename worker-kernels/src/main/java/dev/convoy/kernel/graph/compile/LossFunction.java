package dev.convoy.kernel.graph.compile;

import dev.convoy.kernel.graph.Loss;

/**
 * A network's loss and its gradient by the last values, computed in Java and in double: a few thousand values per
 * minibatch, summed in one fixed order. The formulas are those of {@link Loss.Kind}.
 */
public final class LossFunction {
    private final Loss loss;
    private final int classes;
    private final int size;
    private final double[] exponentials;

    public LossFunction(Loss loss, int size) {
        this.loss = loss;
        this.size = size;
        this.classes = loss.classWeights().length;
        this.exponentials = new double[classes];
    }

    /**
     * Replaces the last values by the gradient.
     *
     * @param values {@code size × classes}, row-major
     * @return the loss, summed over the examples
     */
    public double gradient(float[] values, float[] labels) {
        return sum(values, labels, values, true);
    }

    /**
     * Computes the network's outputs.
     *
     * @param outputs receives probabilities or values, as {@link Loss.Kind} defines them
     * @return the loss, summed over the examples
     */
    public double outputs(float[] values, float[] labels, float[] outputs) {
        return sum(values, labels, outputs, false);
    }

    private double sum(float[] values, float[] labels, float[] result, boolean gradient) {
        double sum = 0;
        for (int row = 0; row < size * classes; row += classes) {
            sum += switch (loss.kind()) {
                case SOFTMAX_CROSS_ENTROPY -> softmax(row, values, labels, result, gradient);
                case SIGMOID_CROSS_ENTROPY -> sigmoid(row, values, labels, result, gradient);
                case MEAN_SQUARED_ERROR -> squares(row, values, labels, result, gradient);
            };
        }
        return sum;
    }

    private double softmax(int row, float[] values, float[] labels, float[] result, boolean gradient) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < classes; k++) {
            greatest = Math.max(greatest, values[row + k]);
        }
        double sum = 0;
        double mass = 0;
        for (int k = 0; k < classes; k++) {
            exponentials[k] = StrictMath.exp(values[row + k] - greatest);
            sum += exponentials[k];
            mass += weighted(row, k, labels);
        }
        double lost = 0;
        double logSum = StrictMath.log(sum);
        for (int k = 0; k < classes; k++) {
            double label = weighted(row, k, labels);
            double probability = exponentials[k] / sum;
            lost += label * (logSum - (values[row + k] - greatest));
            result[row + k] = (float) (gradient ? probability * mass - label : probability);
        }
        return lost;
    }

    private double weighted(int row, int k, float[] labels) {
        return (double) loss.classWeights()[k] * labels[row + k];
    }

    private double sigmoid(int row, float[] values, float[] labels, float[] result, boolean gradient) {
        double lost = 0;
        for (int k = 0; k < classes; k++) {
            double value = values[row + k];
            double label = labels[row + k];
            double probability = 1 / (1 + StrictMath.exp(-value));
            // ln(1 + exp(z)) − y·z, without overflow.
            lost += loss.classWeights()[k]
                    * (Math.max(value, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(value))) - label * value);
            result[row + k] = (float) (gradient ? loss.classWeights()[k] * (probability - label) : probability);
        }
        return lost;
    }

    private double squares(int row, float[] values, float[] labels, float[] result, boolean gradient) {
        double lost = 0;
        for (int k = 0; k < classes; k++) {
            double value = values[row + k];
            double off = value - labels[row + k];
            lost += loss.classWeights()[k] * off * off / classes;
            result[row + k] = (float) (gradient ? 2 * loss.classWeights()[k] * off / classes : value);
        }
        return lost;
    }
}
