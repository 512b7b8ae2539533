package dev.convoy.driver.round;

import dev.convoy.driver.average.OuterOptimizer;
import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Cursor;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.checkpoint.Scores;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.report.Json;
import dev.convoy.driver.report.PhaseClock;
import dev.convoy.driver.report.RoundReport;
import dev.convoy.driver.report.Traffic;
import dev.convoy.driver.report.TrainingListener;
import dev.convoy.kernel.FlatVector;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The rounds of a run, from wherever it stands to its last epoch. */
public final class TrainingLoop {
    private final Plan plan;
    private final Milestones milestones;
    private final Workers workers;
    private final OuterOptimizer outer;
    private final Optimizer schedule;
    private final Checkpoints checkpoints;
    private final TrainingListener listener;
    private final PhaseClock clock;

    private ModelState state;
    private FlatVector momentum;
    private Cursor cursor;
    private Scores scores;
    private final Traffic trafficBefore;
    private final List<String> metrics;
    private Predictions predictions;

    /**
     * @param start where the run stands
     * @param outer takes the step after each round that is not of the warm-up
     * @param schedule is asked for learning rates
     * @param clock runs in a phase of the caller's, and is left in one of the loop's
     */
    public TrainingLoop(
            Plan plan,
            Milestones milestones,
            Progress start,
            Workers workers,
            OuterOptimizer outer,
            Optimizer schedule,
            Checkpoints checkpoints,
            TrainingListener listener,
            PhaseClock clock) {
        this.plan = plan;
        this.milestones = milestones;
        this.workers = workers;
        this.outer = outer;
        this.schedule = schedule;
        this.checkpoints = checkpoints;
        this.listener = listener;
        this.clock = clock;
        this.state = start.state();
        this.momentum = start.momentum();
        this.cursor = start.cursor();
        this.scores = start.scores();
        this.trafficBefore = start.traffic();
        this.metrics = new ArrayList<>(start.metrics());
    }

    /**
     * Trains to the end.
     *
     * @throws DivergedException at the first round whose loss is not finite; the last good checkpoint stays
     */
    public Progress run() throws IOException {
        while (cursor.epoch() < milestones.epochs()) {
            Round round = new Round(cursor.epoch(), cursor.roundInEpoch(), cursor.rounds(), cursor.iteration());
            boolean lastOfEpoch = round.index() == plan.rounds(round.epoch()) - 1;

            clock.enter("round");
            long start = System.nanoTime();
            RoundResult result = workers.run(round, state);
            OuterOptimizer.Step next =
                    outer(round).step(state.parameters(), result.state().parameters(), momentum);
            double seconds = (System.nanoTime() - start) / 1e9;
            requireFinite(result, next.parameters(), round);

            state = new ModelState(next.parameters(), result.state().updaterState());
            momentum = next.momentum();
            cursor = cursor.after(plan.steps(round.epoch(), round.index()), result.examples(), lastOfEpoch);
            boolean evaluated = lastOfEpoch && milestones.evaluates();
            if (evaluated) {
                evaluate();
            }
            clock.enter("report");
            report(round, result, seconds, evaluated);
            if (lastOfEpoch || cursor.rounds() % milestones.checkpointEvery() == 0) {
                clock.enter("checkpoint");
                checkpoints.write(progress());
            }
        }
        return progress();
    }

    /** Where the run stands now. */
    public Progress progress() {
        return new Progress(
                state,
                momentum,
                cursor,
                scores,
                trafficBefore.plus(workers.traffic()),
                clock.seconds(),
                List.copyOf(metrics));
    }

    /** What the trained model says of the test images. */
    public Predictions predictions() {
        if (predictions == null) {
            // The run was continued at its very end.
            evaluate();
        }
        return predictions;
    }

    private OuterOptimizer outer(Round round) {
        return plan.isWarmup(round.epoch(), round.index()) ? new PlainAverage() : outer;
    }

    private void evaluate() {
        clock.enter("evaluate");
        predictions = workers.evaluate(state);
        scores = scores.with(predictions.accuracy(), predictions.meanLoss(), cursor.rounds());
    }

    private void report(Round round, RoundResult result, double seconds, boolean evaluated) {
        RoundReport report = new RoundReport(
                round.epoch() + 1,
                milestones.epochs(),
                round.number() + 1,
                plan.roundsOfRun(milestones.epochs()),
                result.meanLoss(),
                schedule.learningRate(round.iteration(), round.epoch()),
                result.examples(),
                seconds,
                result.examples() / seconds,
                Math.max(0, 1 - result.computeSeconds() / (seconds * workers.parallelism())),
                evaluated ? scores.accuracy() : null,
                evaluated ? scores.loss() : null,
                RoundReport.alike(result.engines()));
        metrics.add(Json.line(report));
        listener.roundDone(report);
    }

    private static void requireFinite(RoundResult result, FlatVector parameters, Round round) {
        // The last step of a round may overflow behind a loss that was still finite.
        if (!Double.isFinite(result.lossSum()) || !parameters.isFinite()) {
            throw new DivergedException(round, result.meanLoss());
        }
    }
}
