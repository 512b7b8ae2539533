package dev.convoy.driver.round;

import dev.convoy.driver.plan.Round;

/** The loss, or a parameter, became infinite or not a number. */
public final class DivergedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DivergedException(Round round, double loss) {
        super("loss and parameters must stay finite. Given: loss " + loss + " in epoch " + (round.epoch() + 1)
                + ", round " + (round.number() + 1) + ". Lower train.learning-rate; the last checkpoint is kept.");
    }
}
