package dev.convoy.driver.round;

import dev.convoy.driver.average.OuterOptimizer;
import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.checkpoint.Cursor;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Round;
import java.util.Optional;

/**
 * The rounds of a run, and the evaluations and checkpoints after them.
 *
 * @param epochs number of epochs after which the run ends, counted from its first
 * @param checkpointEvery rounds between two checkpoints; each epoch ends with one too
 * @param evaluated the split that each epoch ends with; empty for none
 * @param outer optimizer for each round that does not average each step because others do not: see
 *     {@link Plan#averagesEachStep}
 */
public record Schedule(
        Plan plan,
        int epochs,
        int checkpointEvery,
        Optional<Split> evaluated,
        OuterOptimizer outer,
        LearningRates rates) {
    /** The learning rate of an update, for reports. */
    public interface LearningRates {
        /**
         * @param iteration updates before this one, from 0
         * @param epoch from 0
         */
        double learningRate(int iteration, int epoch);
    }

    /** @throws dev.convoy.base.InvalidInputException if the run has more steps than can be counted */
    public Schedule {
        plan.roundsOfRun(epochs);
    }

    public boolean isDone(Cursor at) {
        return at.epoch() >= epochs;
    }

    Round next(Cursor at) {
        return new Round(at.epoch(), at.roundInEpoch(), at.rounds(), at.iteration());
    }

    Cursor after(Round round, RoundResult result, Cursor before) {
        return before.after(plan.steps(round.epoch(), round.index()), result.examples(), isLastOfEpoch(round));
    }

    OuterOptimizer outerOf(Round round) {
        return plan.averagesEachStep(round.epoch(), round.index()) ? new PlainAverage() : outer;
    }

    boolean evaluatesAfter(Round round) {
        return evaluated.isPresent() && isLastOfEpoch(round);
    }

    boolean savesAfter(Round round) {
        return isLastOfEpoch(round) || (round.number() + 1) % checkpointEvery == 0;
    }

    /** The rounds of the whole run. */
    int rounds() {
        return plan.roundsOfRun(epochs);
    }

    private boolean isLastOfEpoch(Round round) {
        return round.index() == plan.rounds(round.epoch()) - 1;
    }
}
