package dev.convoy.driver.predict;

import dev.convoy.worker.Predictions;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the predictions of a part add up to. Sums of integers do not depend on the order; those of floating-point numbers
 * are made in the order of the parts.
 */
final class EvaluationSums implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    /** Bins of equal width of the greatest probability (Guo and others, "On calibration of modern neural networks", 2017). */
    static final int BINS = 15;

    /** Examples by true and predicted class. */
    final Map<Long, Long> confusion = new TreeMap<>();

    final long[] binExamples = new long[BINS];
    final long[] binRight = new long[BINS];
    final double[] binConfidence = new double[BINS];
    long examples;
    long right;
    long inTopFive;
    double lossSum;

    /** Returns the sums of an evaluation in training, which knows the greatest output only. */
    static EvaluationSums of(Predictions predictions) {
        EvaluationSums sums = new EvaluationSums();
        for (int i = 0; i < predictions.labels().length; i++) {
            sums.add(
                    predictions.labels()[i],
                    new int[] {predictions.predicted()[i]},
                    predictions.confidences()[i]);
        }
        sums.lossSum = predictions.meanLoss() * sums.examples;
        return sums;
    }

    /**
     * Adds an example.
     *
     * @param label true class
     * @param best classes by descending output
     * @param confidence greatest output
     */
    void add(int label, int[] best, float confidence) {
        examples++;
        boolean isRight = best[0] == label;
        right += isRight ? 1 : 0;
        for (int i = 0; i < Math.min(5, best.length); i++) {
            inTopFive += best[i] == label ? 1 : 0;
        }
        confusion.merge(cell(label, best[0]), 1L, Long::sum);
        int bin = Math.max(0, Math.min(BINS - 1, (int) (confidence * BINS)));
        binExamples[bin]++;
        binRight[bin] += isRight ? 1 : 0;
        binConfidence[bin] += confidence;
    }

    void merge(EvaluationSums later) {
        examples += later.examples;
        right += later.right;
        inTopFive += later.inTopFive;
        lossSum += later.lossSum;
        later.confusion.forEach((cell, count) -> confusion.merge(cell, count, Long::sum));
        for (int bin = 0; bin < BINS; bin++) {
            binExamples[bin] += later.binExamples[bin];
            binRight[bin] += later.binRight[bin];
            binConfidence[bin] += later.binConfidence[bin];
        }
    }

    long count(int label, int predicted) {
        return confusion.getOrDefault(cell(label, predicted), 0L);
    }

    private static long cell(int label, int predicted) {
        return (long) label << Integer.SIZE | predicted;
    }
}
