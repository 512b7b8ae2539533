package dev.convoy.worker;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Adds up the gradients of the minibatches of one update. */
final class GradientSum {
    private final INDArray gradient;
    private final List<Range> statistics;
    private INDArray sum;
    private int parts;

    /** A range of the flattened vector. */
    record Range(int from, int to) {}

    /**
     * @param gradient flattened; written by a kernel for each minibatch
     * @param statistics places of running means and variances, whose "gradient" is their change: their mean counts, or
     *     else the parts together would move them too far
     */
    GradientSum(INDArray gradient, List<Range> statistics) {
        this.gradient = gradient;
        this.statistics = statistics;
    }

    /** Keeps the present gradient as a part of an update. */
    void keep() {
        if (parts == 0) {
            sum = sum == null ? gradient.dup() : sum.assign(gradient);
        } else {
            sum.addi(gradient);
        }
        parts++;
    }

    /** Turns the present gradient, of an update's last part, into that of the update. */
    void complete() {
        if (parts == 0) {
            return;
        }
        gradient.addi(sum);
        parts++;
        for (Range range : statistics) {
            gradient.get(NDArrayIndex.interval(range.from(), range.to())).divi(parts);
        }
        parts = 0;
    }
}
