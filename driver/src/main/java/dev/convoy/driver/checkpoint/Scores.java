package dev.convoy.driver.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.convoy.worker.Predictions;

/**
 * The results on the split that each epoch ends with; null before the first evaluation.
 *
 * @param accuracy accuracy of the last evaluation, 0 to 1
 * @param loss loss of the last evaluation
 * @param best the best value so far of what {@link BestBy} names
 * @param bestRound number of rounds after which it was first reached
 * @param stale evaluations after the last one with a gain above {@link BestBy#minImprovement}
 * @param gained the value of that one; null if it is the best
 * @param average the last evaluation of the averaged weights; null if there are none
 */
public record Scores(
        Double accuracy,
        Double loss,
        Double best,
        int bestRound,
        @JsonInclude(Include.NON_DEFAULT) int stale,
        @JsonInclude(Include.NON_NULL) Double gained,
        @JsonInclude(Include.NON_NULL) Average average) {
    public static final Scores NONE = new Scores(null, null, null, 0);

    /** Accuracy and loss of the averaged weights. */
    public record Average(double accuracy, double loss) {}

    /** Creates scores whose best was just reached, without averaged weights. */
    public Scores(Double accuracy, Double loss, Double best, int bestRound) {
        this(accuracy, loss, best, bestRound, 0, null, null);
    }

    Scores withStale(int evaluations) {
        return new Scores(accuracy, loss, best, bestRound, evaluations, gained, average);
    }

    /**
     * Returns the scores after one more evaluation.
     *
     * @param ofAverage predictions of the averaged weights; null if there are none
     */
    Scores with(Predictions predictions, Predictions ofAverage, BestBy by, int rounds) {
        double value = by.metric().of(by.ofAverage() ? ofAverage : predictions);
        boolean better = by.gain(value, best) > 0;
        Double before = gained == null ? best : gained;
        boolean enough = by.gain(value, before) > by.minImprovement();
        return new Scores(
                predictions.accuracy(),
                predictions.meanLoss(),
                better ? (Double) value : best,
                better ? rounds : bestRound,
                enough ? 0 : stale + 1,
                enough || (!better && gained == null) ? null : before,
                ofAverage == null ? null : new Average(ofAverage.accuracy(), ofAverage.meanLoss()));
    }
}
