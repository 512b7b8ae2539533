package dev.convoy.driver.checkpoint;

/**
 * What comes next.
 *
 * @param epoch of the next round, from 0
 * @param roundInEpoch of the next round, from 0
 * @param rounds done so far
 * @param iteration updates that each worker has made, and those that the weights had before the run
 * @param examples used so far
 */
public record Cursor(int epoch, int roundInEpoch, int rounds, int iteration, long examples) {
    /** After one more round. */
    public Cursor after(int steps, long used, boolean lastOfEpoch) {
        return new Cursor(
                lastOfEpoch ? epoch + 1 : epoch,
                lastOfEpoch ? 0 : roundInEpoch + 1,
                rounds + 1,
                iteration + steps,
                examples + used);
    }
}
