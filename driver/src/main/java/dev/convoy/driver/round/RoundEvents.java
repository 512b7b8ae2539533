package dev.convoy.driver.round;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.round.RoundDetails.ExecutorWork;
import dev.convoy.worker.LayerRange;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports each round to the listeners and saves the run when the schedule says so. Only a checkpoint that cannot be
 * written stops the run; an exception of a listener is logged, and the other listeners are still called.
 */
public final class RoundEvents {
    private static final Logger LOG = LoggerFactory.getLogger(RoundEvents.class);

    private final Schedule schedule;
    private final MeteredWorkers workers;
    private final List<TrainingListener> listeners;
    private final Checkpoints checkpoints;
    private final List<LayerRange> layers;
    private List<LayerChange> changes = List.of();
    private final Map<String, ExecutorWork> work = new TreeMap<>();

    /** @param layers layers whose changes are reported with rounds that are saved */
    public RoundEvents(
            Schedule schedule,
            MeteredWorkers workers,
            List<TrainingListener> listeners,
            Checkpoints checkpoints,
            List<LayerRange> layers) {
        this.schedule = schedule;
        this.workers = workers;
        this.listeners = List.copyOf(listeners);
        this.checkpoints = checkpoints;
        this.layers = layers;
    }

    /** Compares the parameters before and after a round that is saved; to do so each time would cost too much. */
    void stepped(Round round, RoundResult result, FlatVector before, FlatVector after) {
        result.details().executors().forEach(one -> work.merge(one.executor(), one, ExecutorWork::plus));
        changes = schedule.savesAfter(round)
                ? LayerChange.of(layers, before, after, result.details().gradientNorms())
                : List.of();
    }

    void evaluated(Predictions predictions) {
        call(listener -> listener.evaluated(predictions));
    }

    /** Returns the progress with the round's report. */
    Progress roundDone(Round round, RoundResult result, Progress at) throws IOException {
        workers.enter("report");
        RoundReport report = report(round, result, at);
        Progress reported = at.computedBy(report.engines());
        call(listener -> listener.roundDone(report, reported));
        return schedule.savesAfter(round) ? save(reported) : reported;
    }

    /** Returns the progress of a run that stops after this round: it is saved. */
    Progress stopped(Round round, Progress at) throws IOException {
        Progress saved = schedule.savesAfter(round) ? at : save(at);
        workers.enter("hold");
        return saved;
    }

    /** Returns the progress of a run that is done, and saved again. */
    Progress saved(Progress at) throws IOException {
        return save(at);
    }

    private Progress save(Progress reported) throws IOException {
        workers.enter("checkpoint");
        Progress saved = workers.stamp(reported);
        checkpoints.write(saved);
        call(listener -> listener.saved(saved));
        return saved;
    }

    private RoundReport report(Round round, RoundResult result, Progress at) {
        double seconds = workers.roundSeconds();
        return new RoundReport(
                new RoundReport.Position(round.epoch() + 1, schedule.epochs(), round.number() + 1, schedule.rounds()),
                result.meanLoss(),
                schedule.rates().learningRate(round.iteration(), round.epoch()),
                result.examples(),
                new RoundReport.Speed(
                        seconds,
                        result.examples() / seconds,
                        Math.max(0, 1 - result.computeSeconds() / (seconds * workers.parallelism()))),
                schedule.evaluatesAfter(round)
                        ? RoundReport.Evaluation.of(schedule.evaluated().orElseThrow(), at.scores())
                        : RoundReport.Evaluation.NONE,
                RoundReport.alike(result.engines()),
                new RoundReport.Details(
                        result.details().parts(seconds, workers.parallelism()),
                        workUntil(round),
                        result.details().joined(),
                        result.details().lost(),
                        changes));
    }

    /** Returns what executors have done since a round was saved; a line of each in each round would be too much. */
    private List<ExecutorWork> workUntil(Round round) {
        if (!schedule.savesAfter(round)) {
            return List.of();
        }
        List<ExecutorWork> sums = List.copyOf(work.values());
        work.clear();
        return sums;
    }

    private void call(Consumer<TrainingListener> event) {
        for (TrainingListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn(
                        "listener {} failed; training continues",
                        listener.getClass().getName(),
                        e);
            }
        }
    }
}
