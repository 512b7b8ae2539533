package dev.convoy.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.config.SweepFile;
import dev.convoy.driver.control.Control;
import dev.convoy.driver.control.ControlRule;
import dev.convoy.driver.control.SharedExecutors;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.StopRule;
import dev.convoy.driver.run.FolderInUseException;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.run.StorageFailure;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.driver.sweep.Trial;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.job.RunIdentity;
import dev.convoy.jobs.sweep.SweepResults;
import dev.convoy.jobs.sweep.TrialFailedException;
import dev.convoy.jobs.sweep.TrialRunner;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.commons.io.output.NullOutputStream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains each trial as the verb {@code train} would, except that its lines are not printed, and that it stops or holds
 * with the whole sweep.
 */
final class SweepTrials implements TrialRunner {
    private static final Logger LOG = LoggerFactory.getLogger(SweepTrials.class);
    private static final PrintStream NOWHERE = new PrintStream(NullOutputStream.INSTANCE);
    private static final String POOL = "spark.scheduler.pool";

    private final SweepFile sweep;
    private final RunFolder folder;
    private final JavaSparkContext spark;
    private final Configuration hadoop;
    private final Shared shared;

    /** What a sweep's trials share: each obeys the signal and the control, and holds its part of the executors. */
    record Shared(StopSignal signal, Control control, SharedExecutors executors) {}

    /** @param folder of the sweep */
    SweepTrials(SweepFile sweep, RunFolder folder, JavaSparkContext spark, Configuration hadoop, Shared shared) {
        this.sweep = sweep;
        this.folder = folder;
        this.spark = spark;
        this.hadoop = hadoop;
        this.shared = shared;
    }

    /** Returns the run folder of a trial. */
    static RunFolder folderOf(Trial trial, RunFolder sweep) {
        return new RunFolder(sweep.files(), new Path(sweep.path(), SweepResults.TRIALS + "/" + trial.name()));
    }

    /** Stops a trial at a rung. */
    private record Pause(int epochs) implements StopRule {
        @Override
        public boolean stopsAfter(Progress at) {
            return at.cursor().epoch() >= epochs;
        }

        @Override
        public boolean hasStopped(Progress begin) {
            return stopsAfter(begin);
        }
    }

    @Override
    public OptionalDouble train(Trial trial, OptionalInt epochs) throws IOException, TrialFailedException {
        StopSignal part = shared.signal().part();
        spark.setLocalProperty(POOL, "trial-" + trial.name());
        try (SharedExecutors.Part executors = shared.executors().part()) {
            if (shared.control().isAsked() && !shared.control().goesOn(executors)) {
                return OptionalDouble.empty();
            }
            executors.goesOn();
            return trained(trial, epochs, part, executors);
        } catch (Exception e) {
            // Any exception: Spark throws checked exceptions that its methods do not declare.
            if (endsSweep(e, part)) {
                throw e;
            }
            LOG.warn("trial {} failed", trial.name(), e);
            throw new TrialFailedException(Failures.recorded(e), e, Failures.hasLostExecutors(e));
        } finally {
            part.commandEnded();
        }
    }

    private OptionalDouble trained(Trial trial, OptionalInt epochs, StopSignal signal, SharedExecutors.Part executors)
            throws IOException {
        RunFolder own = folderOf(trial, folder);
        JobConfig config = sweep.trial(trial, Optional.of(own.path().toString()));
        PhaseClock clock = new PhaseClock("start");
        own.create();
        try (RunOwnership ownership = SweepJob.claim(own, hadoop, NOWHERE::println)) {
            Preparation prepared = prepare(config);
            RunIdentity.requireSame(own, prepared.identity());
            TrainingRun run = new TrainingRun(config, prepared, own, ownership, NOWHERE);
            StopRule pause = epochs.isPresent() ? new Pause(epochs.getAsInt()) : StopRule.NEVER;
            StopRule control = new ControlRule(shared.control(), at -> executors.and(run.holding(at)));
            Optional<String> stopped = run.train(
                    signal,
                    clock,
                    () -> new SparkWorkers(spark, prepared.job(), Preparation.kinds(config, spark, NOWHERE::println)),
                    StopRule.either(pause, control));
            Split split = prepared.job().data().selection().orElseThrow();
            JsonNode summary = Json.reader(JsonNode.class)
                    .readValue(own.read(RunSummary.FILE).orElseThrow());
            boolean isEarly = stopped.isPresent() && summary.path("epochs").asInt() < epochs.orElse(Integer.MAX_VALUE);
            // What is not finite is a text there.
            double metric =
                    summary.path(sweep.settings().metric().field(split.key())).asDouble(Double.NaN);
            return isEarly ? OptionalDouble.empty() : OptionalDouble.of(metric);
        }
    }

    /** One trial at a time: engines try their native libraries. */
    private synchronized Preparation prepare(JobConfig config) throws IOException {
        return Preparation.of(config, spark.getConf(), hadoop);
    }

    /** Whether a failure is not the trial's own: the other trials would fail too, or a signal ends the process. */
    private boolean endsSweep(Exception e, StopSignal signal) {
        return signal.isRequested()
                || spark.sc().isStopped()
                || e instanceof FolderInUseException
                || ExceptionUtils.indexOfType(e, InterruptedException.class) >= 0
                || ExceptionUtils.indexOfType(e, InterruptedIOException.class) >= 0
                || StorageFailure.of(e).isPresent()
                || Failures.isUnreachable(e);
    }
}
