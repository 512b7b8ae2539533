package dev.convoy.jobs;

import dev.convoy.driver.average.MovingAverage;
import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.config.Learning;
import dev.convoy.driver.control.Holder;
import dev.convoy.driver.report.MetricsFile;
import dev.convoy.driver.round.Deadline;
import dev.convoy.driver.round.MeteredWorkers;
import dev.convoy.driver.round.OutOfTimeException;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.RoundEvents;
import dev.convoy.driver.round.Schedule;
import dev.convoy.driver.round.Selection;
import dev.convoy.driver.round.StopRule;
import dev.convoy.driver.round.TrainingLoop;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.job.RunListeners;
import dev.convoy.jobs.report.RunConsole;
import dev.convoy.jobs.report.RunReport;
import dev.convoy.worker.LayerRange;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training run in the folder that it owns: from its last checkpoint to its results, or to a failure that is
 * recorded.
 */
final class TrainingRun {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);
    /** What a process needs after its last checkpoint, to write its report and leave the cluster. */
    static final Duration CLOSING = Duration.ofSeconds(5);

    private final JobConfig config;
    private final Preparation prepared;
    private final RunFolder folder;
    private final RunOwnership ownership;
    private final RunConsole console;
    private final RunStatus status;
    private final RunReport report;
    private final CheckpointStore store;
    private final Checkpoints checkpoints;
    private final RunListeners listeners;

    TrainingRun(JobConfig config, Preparation prepared, RunFolder folder, RunOwnership ownership, PrintStream out) {
        this.config = config;
        this.prepared = prepared;
        this.folder = folder;
        this.console = new RunConsole(prepared, folder, out);
        this.ownership = ownership;
        this.status = new RunStatus(folder, prepared, config, ownership);
        this.listeners = new RunListeners(config.report(), prepared, folder, out);
        this.report = new RunReport(config, prepared, folder, ownership);
        this.store = new CheckpointStore(
                folder,
                prepared.identity(),
                prepared.environment(),
                config.checkpoint().keep());
        this.checkpoints = progress -> {
            ownership.requireHeld();
            store.write(progress);
            status.saved(progress);
        };
    }

    /**
     * Returns what a run that has stopped before its end has saved; empty if it is completed.
     *
     * @param cluster workers of the cluster, opened once there is something to compute, and closed at the end
     */
    Optional<String> train(StopSignal signal, PhaseClock clock, Supplier<Workers> cluster, StopRule stop)
            throws IOException {
        signal.stopWith(new StopSignal.Stop(config.run().interruptGrace(), () -> {
            status.interrupt();
            return console.saved(status.savedRounds());
        }));
        try (Optimizer optimizer = new Optimizer(
                prepared.model(), config.kernel().precision(), config.train().seed())) {
            folder.replace("resolved.conf", config.text().getBytes(StandardCharsets.UTF_8));
            folder.replace(RunFolder.MODEL, prepared.job().modelJson().getBytes(StandardCharsets.UTF_8));
            console.announce();
            Optional<Progress> before = store.latest(console::line);
            before.ifPresent(found -> {
                clock.add(found.phases());
                console.continuesAfter(found.cursor().rounds());
            });
            Progress begin = before.orElseGet(() -> start(optimizer.state()));
            status.begin(begin);
            Optional<String> stopped =
                    rounds(signal, clock, cluster, new Stretch(begin, schedule(optimizer), stop), optimizer);
            report.write();
            if (stopped.isEmpty()) {
                console.line("run folder " + folder.path());
            }
            return stopped;
        } catch (Throwable e) {
            // Any exception: Spark throws checked exceptions that its methods do not declare, and Hadoop throws errors.
            status.fail(e);
            report.write();
            throw e;
        } finally {
            listeners.close();
        }
    }

    /** The part of a run that this process trains. */
    private record Stretch(Progress begin, Schedule schedule, StopRule stop) {}

    private Optional<String> rounds(
            StopSignal signal, PhaseClock clock, Supplier<Workers> cluster, Stretch stretch, Optimizer optimizer)
            throws IOException {
        Progress begin = stretch.begin();
        Optional<Deadline> deadline = deadline(stretch);
        try (Workers workers = cluster.get();
                MetricsFile metrics = new MetricsFile(folder, begin.cursor().rounds())) {
            LastRound last = new LastRound(begin);
            MeteredWorkers metered = new MeteredWorkers(
                    deadline.map(rule -> rule.timed(workers)).orElse(workers), clock, begin.counters());
            RoundEvents events = new RoundEvents(
                    stretch.schedule(),
                    metered,
                    listeners.open(begin, metered, last, metrics),
                    deadline.map(rule -> rule.timed(checkpoints)).orElse(checkpoints),
                    LayerRange.of(prepared.model()));
            StopRule stop =
                    deadline.map(rule -> StopRule.either(rule, stretch.stop())).orElse(stretch.stop());
            try {
                Progress end = stop.hasStopped(begin)
                        ? begin
                        : new TrainingLoop(stretch.schedule(), metered, events, stop).run(begin);
                if (!stretch.schedule().isDone(end)) {
                    return Optional.of(stopped(metered.finalStamp(end)));
                }
                if (stretch.schedule().endsEarly(end)) {
                    console.endsEarly(config.checkpoint().bestBy(), end);
                }
                RunEnd conclusion = new RunEnd(prepared, folder, console.out());
                RunEnd.Evaluations evaluations = conclusion.evaluate(metered, last.predictions(), end);
                metered.bottleneck().ifPresent(console::line);
                ownership.requireHeld();
                conclusion.write(end, optimizer);
                status.complete(metered.finalStamp(end), evaluations);
                evaluations
                        .predictions()
                        .ifPresent(all -> report.concluded(
                                prepared.job().data().conclusion().orElseThrow(), end, all));
                return Optional.empty();
            } catch (OutOfTimeException e) {
                LOG.info("the round in progress is left out", e);
                clearInterrupt();
                Progress reached = metered.finalStamp(last.progress());
                saveLastRound(reached);
                return Optional.of(stopped(reached));
            } catch (Throwable e) {
                try {
                    if (signal.isRequested()) {
                        clearInterrupt();
                    }
                    Progress reached = metered.finalStamp(last.progress());
                    status.reached(reached);
                    if (signal.isRequested()) {
                        if (!config.run().interruptGrace().isZero()) {
                            saveLastRound(reached);
                        }
                        signal.say(console.saved(status.savedRounds()));
                    }
                } catch (IOException | RuntimeException | Error second) {
                    e.addSuppressed(second);
                }
                throw e;
            }
        }
    }

    private Optional<Deadline> deadline(Stretch stretch) throws IOException {
        Optional<Instant> until = config.run().until();
        if (until.isEmpty()) {
            return Optional.empty();
        }
        Duration write = store.rehearse(stretch.begin());
        return until.map(time -> new Deadline(stretch.schedule(), time, InstantSource.system(), CLOSING, write));
    }

    private String stopped(Progress end) throws IOException {
        status.stop(end);
        return "stopped: " + console.saved(status.savedRounds());
    }

    /** Shows in run.json and on the console that the run holds at this progress. */
    Holder holding(Progress at) {
        return new Holder() {
            @Override
            public void holds(String reason) {
                record(true);
                console.line("holds after round " + at.cursor().rounds() + ": " + reason);
            }

            @Override
            public void goesOn() {
                record(false);
                console.line("goes on");
            }

            private void record(boolean holds) {
                try {
                    status.hold(at, holds);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    private Schedule schedule(Optimizer optimizer) {
        return new Schedule(
                prepared.job().plan(),
                config.train().epochs(),
                config.checkpoint().everyRounds(),
                prepared.job().data().selection(),
                prepared.outer(),
                refinement(config.train().learning()),
                new Selection(
                        config.checkpoint().bestBy(), config.train().learning().patience()),
                optimizer::learningRate);
    }

    private Schedule.Refinement refinement(Learning learning) {
        return new Schedule.Refinement(
                learning.ema().stream().mapToObj(MovingAverage::new).findFirst(),
                learning.recomputes() ? prepared.job().modelSpec().runningStatistics() : List.of());
    }

    private Progress start(ModelState seeded) {
        int iteration = prepared.loaded().iterations(seeded);
        console.starts(seeded, iteration);
        return Progress.start(prepared.loaded().start(seeded), iteration);
    }

    /** The interrupt that has ended a round would end a write to HDFS at once. */
    private static void clearInterrupt() {
        Thread.interrupted();
    }

    /** Saves what a run has trained since its last checkpoint. */
    private void saveLastRound(Progress last) throws IOException {
        if (last.cursor().rounds() > status.savedRounds()) {
            checkpoints.write(last);
        }
    }
}
