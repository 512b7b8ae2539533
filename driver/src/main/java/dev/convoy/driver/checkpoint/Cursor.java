package dev.convoy.driver.checkpoint;

/**
 * The position of a run: its next round, and what it has done before.
 *
 * @param epoch epoch of the next round, from 0
 * @param roundInEpoch index of the next round in its epoch, from 0
 * @param rounds rounds done so far
 * @param iteration updates that each worker has made, plus those of the weights before the run
 * @param examples examples used so far
 */
public record Cursor(int epoch, int roundInEpoch, int rounds, int iteration, long examples) {
    /** Returns the position after one more round. */
    public Cursor after(int steps, long used, boolean lastOfEpoch) {
        return new Cursor(
                lastOfEpoch ? epoch + 1 : epoch,
                lastOfEpoch ? 0 : roundInEpoch + 1,
                rounds + 1,
                Math.addExact(iteration, steps),
                examples + used);
    }
}
