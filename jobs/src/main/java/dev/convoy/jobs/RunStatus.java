package dev.convoy.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.base.FlatVector;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.run.Status;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Keeps {@code run.json} up to date: {@code running} until the run ends in one way. Its methods may be called from a
 * thread that handles a signal while the run continues; the first end that is recorded stays.
 */
final class RunStatus {
    /** Written before the run starts; if the run fails, a rename puts it in place, which a full disk allows. */
    private static final String SPARE = ".run.json.failed";

    private final RunFolder folder;
    private final Preparation prepared;
    private final JobConfig config;
    private final RunOwnership ownership;
    private Progress latest;
    private int savedRounds;
    private Status ended;

    RunStatus(RunFolder folder, Preparation prepared, JobConfig config, RunOwnership ownership) {
        this.ownership = ownership;
        this.folder = folder;
        this.prepared = prepared;
        this.config = config;
    }

    /** Records the start of the run. */
    synchronized void begin(Progress at) throws IOException {
        requireNotEnded();
        folder.replace(
                SPARE,
                Json.pretty(summary(
                        at,
                        Status.FAILED,
                        "run.json could not be written when the run failed; spark.log may say why",
                        RunEnd.Evaluations.NONE)));
        latest = at;
        savedRounds = at.cursor().rounds();
        write(Status.RUNNING, at, null);
    }

    /** Records the progress of the run, whether or not it is saved. */
    synchronized void reached(Progress at) {
        latest = at;
    }

    /** Records a saved checkpoint, perhaps the last one of an interrupted run. */
    synchronized void saved(Progress at) throws IOException {
        latest = at;
        savedRounds = at.cursor().rounds();
        if (ended != null) {
            write(ended, at, null);
        }
    }

    /** Returns the number of rounds that are saved in a checkpoint. */
    synchronized int savedRounds() {
        return savedRounds;
    }

    /**
     * @param end evaluations on the split that the run ends with
     * @throws IllegalStateException if the run was interrupted before
     */
    synchronized void complete(Progress at, RunEnd.Evaluations end) throws IOException {
        requireNotEnded();
        ownership.requireHeld();
        folder.replace(RunSummary.FILE, Json.pretty(summary(at, Status.COMPLETED, null, end)));
        ended = Status.COMPLETED;
        folder.files().delete(spare(), false);
    }

    /** Records that the run holds, or that it goes on. */
    synchronized void hold(Progress at, boolean holds) throws IOException {
        requireNotEnded();
        write(holds ? Status.HELD : Status.RUNNING, at, null);
    }

    /**
     * Records that the run stopped before its end, as it was told to.
     *
     * @throws IllegalStateException if the run was interrupted before
     */
    synchronized void stop(Progress at) throws IOException {
        requireNotEnded();
        latest = at;
        end(Status.STOPPED, null);
    }

    /** Records that a signal ended the run, unless it has ended already. */
    synchronized void interrupt() {
        if (ended != null) {
            return;
        }
        try {
            end(Status.INTERRUPTED, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Records that the run failed, unless it has ended already. An exception here is added to the failure. */
    synchronized void fail(Throwable failure) {
        if (ended != null) {
            return;
        }
        try {
            end(Status.FAILED, Failures.oneLine(failure));
        } catch (IOException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private void end(Status status, String error) throws IOException {
        ended = status;
        // Another process may own the folder by now: its run.json must stay.
        ownership.requireHeld();
        try {
            if (latest == null) {
                mark(status, error);
                return;
            }
            write(status, latest, error);
            folder.files().delete(spare(), false);
        } catch (IOException | RuntimeException | Error e) {
            if (folder.files().exists(spare())) {
                folder.renameOver(spare(), new Path(folder.path(), RunSummary.FILE));
            }
            throw e;
        }
    }

    /** Changes the status in a file that an earlier process of this run left. */
    private void mark(Status status, String error) throws IOException {
        Optional<byte[]> json = folder.read(RunSummary.FILE);
        if (json.isPresent()) {
            ObjectNode summary = Json.reader(ObjectNode.class).readValue(json.get());
            String before = summary.path("status").asText();
            if (before.equals(Status.RUNNING.key()) || before.equals(Status.HELD.key())) {
                summary.put("status", status.key()).put("error", error);
                folder.replace(RunSummary.FILE, Json.pretty(summary));
            }
        }
    }

    private void requireNotEnded() {
        if (ended != null) {
            throw new IllegalStateException("the run was interrupted");
        }
    }

    private Path spare() {
        return new Path(folder.path(), SPARE);
    }

    private void write(Status status, Progress at, String error) throws IOException {
        folder.replace(RunSummary.FILE, Json.pretty(summary(at, status, error, RunEnd.Evaluations.NONE)));
    }

    private RunSummary summary(Progress at, Status status, String error, RunEnd.Evaluations end) throws IOException {
        Map<String, Double> phases = at.phases();
        double inRounds = phases.getOrDefault("round", 0.0);
        return new RunSummary(
                new RunSummary.Head(
                        status.key(),
                        prepared.identity(),
                        prepared.job().shape(),
                        prepared.job().normalization(),
                        prepared.classes()),
                error,
                RunSummary.Result.of(
                                prepared.job().data().selection().orElse(Split.TEST),
                                at.scores(),
                                config.checkpoint().bestBy(),
                                end.predictions()
                                        .filter(all ->
                                                prepared.job().data().heldOut().containsKey(Split.TEST)))
                        .with(status == Status.COMPLETED ? averaged(at, end) : null),
                new RunSummary.Work(
                        at.cursor().epoch(),
                        at.cursor().rounds(),
                        at.cursor().examples(),
                        inRounds > 0 ? at.cursor().examples() / inRounds : 0,
                        phases.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum(),
                        status == Status.COMPLETED ? sha256(at.state().parameters()) : null),
                new RunSummary.Setting(
                        at.engines().isEmpty() ? prepared.environment().engine() : String.join(",", at.engines()),
                        prepared.environment().precision(),
                        prepared.environment().arithmetic(),
                        prepared.environment().threads(),
                        config.train().averaging().workers(),
                        config.train().averaging().frequency().at(config.train().epochs() - 1)),
                at.counters(),
                phases);
    }

    /** Returns what is said about the averaged weights; null if there are none. */
    private RunSummary.Averaged averaged(Progress at, RunEnd.Evaluations end) {
        if (at.averaged().isEmpty()) {
            return null;
        }
        Optional<Predictions> predictions = end.ofAverage();
        return new RunSummary.Averaged(
                predictions
                        .flatMap(all -> prepared.job().data().conclusion())
                        .map(Split::key)
                        .orElse(null),
                predictions.map(Predictions::accuracy).orElse(null),
                predictions.map(Predictions::meanLoss).orElse(null),
                sha256(at.average()));
    }

    private static String sha256(FlatVector parameters) {
        boolean narrow = parameters.type() == DataType.FLOAT;
        return Preparation.sha256((narrow ? parameters : FlatVector.of(parameters.toFloats())).bytes());
    }
}
