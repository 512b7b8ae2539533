package dev.convoy.driver.round;

import dev.convoy.driver.average.MovingAverage;
import dev.convoy.driver.average.OuterOptimizer;
import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.average.RunningStatistics;
import dev.convoy.driver.checkpoint.Cursor;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Round;
import java.util.List;
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
        Refinement refinement,
        Selection selection,
        LearningRates rates) {
    /**
     * What is made of the weights besides training them.
     *
     * @param average moving average of the parameters; empty for none
     * @param recomputed places of the statistics of batch normalization that are computed anew, over all training
     *     images, at the end; empty for none
     */
    public record Refinement(Optional<MovingAverage> average, List<RunningStatistics> recomputed) {
        public static final Refinement NONE = new Refinement(Optional.empty(), List.of());
    }

    /** Creates a schedule without a moving average, which the best accuracy is selected of. */
    public Schedule(
            Plan plan,
            int epochs,
            int checkpointEvery,
            Optional<Split> evaluated,
            OuterOptimizer outer,
            LearningRates rates) {
        this(plan, epochs, checkpointEvery, evaluated, outer, Refinement.NONE, Selection.DEFAULT, rates);
    }

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

    public boolean isDone(Progress at) {
        return at.cursor().epoch() >= epochs || endsEarly(at);
    }

    /** Whether the run ends before its last epoch, because it no longer improves. */
    public boolean endsEarly(Progress at) {
        return at.cursor().epoch() < epochs && at.cursor().roundInEpoch() == 0 && selection.endsAfter(at.scores());
    }

    Optional<MovingAverage> average() {
        return refinement.average();
    }

    boolean recomputesStatistics() {
        return !refinement.recomputed().isEmpty();
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
