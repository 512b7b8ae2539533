package dev.convoy.driver.checkpoint;

/**
 * How well the model did on the test images; nulls before the first evaluation.
 *
 * @param accuracy of the last evaluation, 0 to 1
 * @param loss of the last evaluation
 * @param best the greatest accuracy so far
 * @param bestRound after how many rounds it was reached first
 */
public record Scores(Double accuracy, Double loss, Double best, int bestRound) {
    public static final Scores NONE = new Scores(null, null, null, 0);

    /** With one more evaluation. */
    public Scores with(double newAccuracy, double newLoss, int rounds) {
        boolean better = best == null || newAccuracy > best;
        return new Scores(newAccuracy, newLoss, better ? newAccuracy : best, better ? rounds : bestRound);
    }
}
