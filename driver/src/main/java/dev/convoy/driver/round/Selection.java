package dev.convoy.driver.round;

import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.checkpoint.Scores;
import java.util.OptionalInt;

/**
 * What the evaluations at the ends of epochs decide.
 *
 * @param patience evaluations without a new best after which training ends; empty for never
 */
public record Selection(BestBy by, OptionalInt patience) {
    /** The best accuracy; training does not end early. */
    public static final Selection DEFAULT = new Selection(BestBy.ACCURACY, OptionalInt.empty());

    boolean endsAfter(Scores scores) {
        return patience.isPresent() && scores.stale() >= patience.getAsInt();
    }
}
