package dev.convoy.driver.round;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.average.OuterOptimizer;
import dev.convoy.driver.average.WeightedAverage;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Cursor;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.plan.Round;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Trains a model round by round, from the start or a checkpoint to the end of the last epoch. */
public final class TrainingLoop {
    private final Schedule schedule;
    private final MeteredWorkers workers;
    private final RoundEvents events;
    private final StopRule stop;

    /**
     * @param listeners called after each round; an exception of theirs is logged
     * @param checkpoints save the run when the schedule says so; an exception of theirs ends the run
     */
    public TrainingLoop(
            Schedule schedule, MeteredWorkers workers, List<TrainingListener> listeners, Checkpoints checkpoints) {
        this(schedule, workers, new RoundEvents(schedule, workers, listeners, checkpoints, List.of()), StopRule.NEVER);
    }

    /**
     * @param events reports and saves the rounds of the same schedule and workers
     * @param stop asked after each round
     */
    public TrainingLoop(Schedule schedule, MeteredWorkers workers, RoundEvents events, StopRule stop) {
        this.schedule = schedule;
        this.workers = workers;
        this.events = events;
        this.stop = stop;
    }

    /**
     * Trains to the end of the run, or until it is to stop, and returns the progress, which is saved.
     *
     * @throws DivergedException at the first round whose loss or parameters are not finite; the last checkpoint stays
     */
    public Progress run(Progress start) throws IOException {
        Progress at = start;
        while (!schedule.isDone(at)) {
            Round round = schedule.next(at.cursor());
            RoundResult result = workers.run(round, at.state());
            at = step(at, round, result);
            if (schedule.evaluatesAfter(round)) {
                at = evaluate(at);
            }
            at = events.roundDone(round, result, at);
            if (!schedule.isDone(at) && stop.stopsAfter(at)) {
                at = events.stopped(round, at);
                if (!stop.resumes(at)) {
                    return at;
                }
            }
        }
        return schedule.recomputesStatistics() ? events.saved(recompute(at)) : at;
    }

    /** The outer optimizer turns the round's average into the next parameters. */
    private Progress step(Progress at, Round round, RoundResult result) {
        OuterOptimizer.Step step = schedule.outerOf(round)
                .step(at.state().parameters(), result.state().parameters(), at.momentum());
        requireFinite(result, step.parameters(), round);
        events.stepped(round, result, at.state().parameters(), step.parameters());
        Cursor next = schedule.after(round, result, at.cursor());
        return at.after(
                new ModelState(step.parameters(), result.state().updaterState()),
                step.momentum(),
                averaged(at, step.parameters(), next.iteration()),
                next);
    }

    private FlatVector averaged(Progress at, FlatVector parameters, int iteration) {
        FlatVector start = at.average().length() > 0 ? at.average() : at.state().parameters();
        return schedule.average()
                .map(average -> average.step(
                        start,
                        parameters,
                        at.cursor().iteration(),
                        iteration - at.cursor().iteration()))
                .orElse(at.average());
    }

    /**
     * Replaces the running statistics of batch normalization by those of the last epoch's training images, with the last
     * weights. They do not depend on the statistics before, so a process that is interrupted here can begin again.
     */
    private Progress recompute(Progress at) {
        FlatVector parameters = measured(at.cursor(), at.state());
        FlatVector average =
                at.averaged().map(state -> measured(at.cursor(), state)).orElse(at.average());
        Progress recomputed =
                at.after(new ModelState(parameters, at.state().updaterState()), at.momentum(), average, at.cursor());
        return schedule.evaluated().isPresent() ? evaluate(recomputed).endingAs(at) : recomputed;
    }

    private FlatVector measured(Cursor end, ModelState state) {
        int epoch = end.epoch() - 1;
        // Optimizer state would only travel.
        ModelState weights = new ModelState(
                withoutStatistics(state.parameters()), state.updaterState().slice(0, 0));
        WeightedAverage pooled = new WeightedAverage(schedule.refinement().recomputed());
        for (int index = 0; index < schedule.plan().rounds(epoch); index++) {
            Round round = new Round(epoch, index, end.rounds() - 1, end.iteration(), true);
            RoundResult result = workers.run(round, weights);
            pooled.add(result.examples(), result.state().parameters());
        }
        return pooled.result();
    }

    /** Kernels write statistics as a change: from 0, its rounding does not depend on the statistics before. */
    private FlatVector withoutStatistics(FlatVector parameters) {
        byte[] bytes = parameters.bytes().clone();
        int width = parameters.type().width();
        schedule.refinement()
                .recomputed()
                .forEach(place -> Arrays.fill(bytes, place.meanOffset() * width, place.end() * width, (byte) 0));
        return new FlatVector(parameters.type(), bytes);
    }

    private Progress evaluate(Progress at) {
        Split split = schedule.evaluated().orElseThrow();
        Predictions predictions = workers.evaluate(split, at.state());
        Predictions ofAverage =
                at.averaged().map(state -> workers.evaluate(split, state)).orElse(null);
        events.evaluated(predictions);
        return at.evaluated(predictions, ofAverage, schedule.selection().by());
    }

    private static void requireFinite(RoundResult result, FlatVector parameters, Round round) {
        // The last step of a round may overflow after a loss that was still finite.
        if (!Double.isFinite(result.lossSum()) || !parameters.isFinite()) {
            throw new DivergedException(round, result.meanLoss());
        }
    }
}
