package dev.convoy.jobs;

import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.report.ClassTable;
import dev.convoy.driver.report.MetricsFile;
import dev.convoy.driver.report.ModelSummary;
import dev.convoy.driver.round.MeteredWorkers;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.RoundEvents;
import dev.convoy.driver.round.Schedule;
import dev.convoy.driver.round.StopRule;
import dev.convoy.driver.round.TrainingLoop;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.job.RunListeners;
import dev.convoy.jobs.report.RunReport;
import dev.convoy.worker.LayerRange;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One training run in the folder that it owns: from its last checkpoint to its results, or to a failure that is
 * recorded.
 */
final class TrainingRun {
    private final JobConfig config;
    private final Preparation prepared;
    private final RunFolder folder;
    private final RunOwnership ownership;
    private final PrintStream out;
    private final RunStatus status;
    private final RunReport report;
    private final CheckpointStore store;
    private final Checkpoints checkpoints;
    private final RunListeners listeners;

    TrainingRun(JobConfig config, Preparation prepared, RunFolder folder, RunOwnership ownership, PrintStream out) {
        this.config = config;
        this.prepared = prepared;
        this.folder = folder;
        this.out = out;
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
     * Returns whether the run is completed; otherwise the rule has stopped it.
     *
     * @param cluster workers of the cluster, opened once there is something to compute, and closed at the end
     */
    boolean train(StopSignal signal, PhaseClock clock, Supplier<Workers> cluster, StopRule stop) throws IOException {
        signal.stopWith(new StopSignal.Stop(config.run().interruptGrace(), () -> {
            status.interrupt();
            return saved();
        }));
        try (Optimizer optimizer = new Optimizer(
                prepared.model(), config.kernel().precision(), config.train().seed())) {
            folder.replace("resolved.conf", config.text().getBytes(StandardCharsets.UTF_8));
            folder.replace(RunFolder.MODEL, prepared.job().modelJson().getBytes(StandardCharsets.UTF_8));
            announce();
            Optional<Progress> before = store.latest();
            before.ifPresent(found -> {
                clock.add(found.phases());
                out.printf(
                        Locale.ROOT,
                        "continues after round %d, from a checkpoint%n",
                        found.cursor().rounds());
            });
            Progress begin = before.orElseGet(() -> start(optimizer.state()));
            status.begin(begin);
            return rounds(signal, new MeteredRun(clock, cluster, begin, stop), optimizer);
        } catch (Throwable e) {
            // Any exception: Spark throws checked exceptions that its methods do not declare, and Hadoop throws errors.
            status.fail(e);
            report.write();
            throw e;
        } finally {
            listeners.close();
        }
    }

    /** How a process takes part in the run. */
    private record MeteredRun(PhaseClock clock, Supplier<Workers> cluster, Progress begin, StopRule stop) {}

    private boolean rounds(StopSignal signal, MeteredRun run, Optimizer optimizer) throws IOException {
        Progress begin = run.begin();
        try (Workers workers = run.cluster().get();
                MetricsFile metrics = new MetricsFile(folder, begin.cursor().rounds())) {
            LastRound last = new LastRound(begin);
            MeteredWorkers metered = new MeteredWorkers(workers, run.clock(), begin.counters());
            Schedule schedule = schedule(optimizer);
            RoundEvents events = new RoundEvents(
                    schedule,
                    metered,
                    listeners.open(begin, metered, last, metrics),
                    checkpoints,
                    LayerRange.of(prepared.model()));
            try {
                // A process that ended before it could record that it had stopped has no more to train.
                boolean hasStopped =
                        !schedule.isDone(begin.cursor()) && run.stop().stopsAfter(begin);
                Progress end = hasStopped ? begin : new TrainingLoop(schedule, metered, events, run.stop()).run(begin);
                if (!schedule.isDone(end.cursor())) {
                    status.stop(metered.finalStamp(end));
                    report.write();
                    out.println("stopped: " + saved());
                    return false;
                }
                Optional<Predictions> predictions = conclude(metered, last, end);
                metered.bottleneck().ifPresent(out::println);
                writeModel(end, optimizer);
                status.complete(metered.finalStamp(end), predictions);
                predictions.ifPresent(all ->
                        report.concluded(prepared.job().data().conclusion().orElseThrow(), end, all));
                report.write();
                out.println(Redaction.of("run folder " + folder.path()));
                return true;
            } catch (Throwable e) {
                try {
                    Progress reached = metered.finalStamp(last.progress());
                    status.reached(reached);
                    if (signal.isRequested()) {
                        saveLastRound(reached);
                        signal.say(saved());
                    }
                } catch (IOException | RuntimeException | Error second) {
                    e.addSuppressed(second);
                }
                throw e;
            }
        }
    }

    /** Evaluates the trained model on the split that the run ends with, and prints its classes. */
    private Optional<Predictions> conclude(Workers workers, LastRound last, Progress end) {
        WorkerData data = prepared.job().data();
        Optional<Split> split = data.conclusion();
        // A run that was continued at its very end has evaluated nothing in this process.
        boolean isDone = split.equals(data.selection()) && last.predictions().isPresent();
        Optional<Predictions> predictions =
                isDone ? last.predictions() : split.map(one -> workers.evaluate(one, end.state()));
        predictions.ifPresent(all -> {
            out.print(ClassTable.of(all, prepared.classes()));
            out.printf(
                    Locale.ROOT,
                    "%s accuracy %.4f of %d images%n",
                    split.orElseThrow().key(),
                    all.accuracy(),
                    all.labels().length);
        });
        return predictions;
    }

    private Schedule schedule(Optimizer optimizer) {
        return new Schedule(
                prepared.job().plan(),
                config.train().epochs(),
                config.checkpoint().everyRounds(),
                prepared.job().data().selection(),
                prepared.outer(),
                optimizer::learningRate);
    }

    private Progress start(ModelState seeded) {
        LoadedModel loaded = prepared.loaded();
        int iteration = loaded.iterations(seeded);
        loaded.weights()
                .ifPresent(weights -> out.printf(
                        Locale.ROOT,
                        "starts from the weights of the model's file; its optimizer state %s%n",
                        weights.continuesUpdater(seeded)
                                ? String.format(Locale.ROOT, "continues after %,d updates", iteration)
                                : "is re-initialized"));
        return Progress.start(loaded.start(seeded), iteration);
    }

    private void writeModel(Progress end, Optimizer optimizer) throws IOException {
        ownership.requireHeld();
        folder.replace("model.zip", stream -> prepared.description()
                .write(
                        optimizer.network(
                                end.state(),
                                end.cursor().iteration(),
                                end.cursor().epoch()),
                        stream));
    }

    /** Saves what an interrupted run has trained since its last checkpoint. */
    private void saveLastRound(Progress last) throws IOException {
        // Clears the interrupt, which would end a write to HDFS at once.
        Thread.interrupted();
        if (last.cursor().rounds() > status.savedRounds()
                && !config.run().interruptGrace().isZero()) {
            checkpoints.write(last);
        }
    }

    private String saved() {
        int rounds = status.savedRounds();
        String where = folder.path() + "; the same command with -D run.dir=" + folder.path();
        return Redaction.of(
                rounds == 0
                        ? "no round is saved yet in " + where + " starts again"
                        : "round " + rounds + " is saved in " + where + " continues");
    }

    private void announce() {
        out.print(ModelSummary.of(prepared.model()));
        prepared.notes().forEach(note -> out.println("model: " + Redaction.of(note)));
        prepared.kernel().reasons().forEach(reason -> out.println("kernel: " + reason));
        out.println(Redaction.of("run folder " + folder.path() + " (the same command with -D run.dir=" + folder.path()
                + " continues this run)"));
    }
}
