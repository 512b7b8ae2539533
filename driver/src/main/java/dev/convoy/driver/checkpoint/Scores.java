package dev.convoy.driver.checkpoint;

/**
 * The results on the split that each epoch ends with; null before the first evaluation.
 *
 * @param accuracy accuracy of the last evaluation, 0 to 1
 * @param loss loss of the last evaluation
 * @param best the greatest accuracy so far
 * @param bestRound number of rounds after which the best accuracy was first reached
 */
public record Scores(Double accuracy, Double loss, Double best, int bestRound) {
    public static final Scores NONE = new Scores(null, null, null, 0);

    /** Returns the scores after one more evaluation. */
    public Scores with(double newAccuracy, double newLoss, int rounds) {
        boolean better = best == null || newAccuracy > best;
        return new Scores(newAccuracy, newLoss, better ? newAccuracy : best, better ? rounds : bestRound);
    }
}
