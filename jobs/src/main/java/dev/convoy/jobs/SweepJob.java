package dev.convoy.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.config.SweepFile;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.StopRule;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.run.FolderInUseException;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.LeaseTimes;
import dev.convoy.driver.run.Owner;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.run.StorageFailure;
import dev.convoy.driver.run.YarnApplications;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.Trial;
import dev.convoy.jobs.job.ClusterMode;
import dev.convoy.jobs.job.DefaultFolder;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.job.RunIdentity;
import dev.convoy.jobs.sweep.Sweep;
import dev.convoy.jobs.sweep.SweepLog;
import dev.convoy.jobs.sweep.SweepResults;
import dev.convoy.jobs.sweep.TrialFailedException;
import dev.convoy.jobs.sweep.TrialRunner;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.commons.io.output.NullOutputStream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the verb {@code sweep}: checks every trial, claims the folder, trains the trials in one Spark application. */
final class SweepJob {
    private static final Logger LOG = LoggerFactory.getLogger(SweepJob.class);
    private static final PrintStream NOWHERE = new PrintStream(NullOutputStream.INSTANCE);
    private static final String POOL = "spark.scheduler.pool";

    private final SweepFile sweep;
    private final SweepSettings settings;
    private final PrintStream out;
    private final StopSignal signal;
    private final SparkConf sparkConf;
    private final Configuration hadoop;

    SweepJob(SweepFile sweep, PrintStream out, StopSignal signal) {
        this.sweep = sweep;
        this.settings = sweep.settings();
        this.out = out;
        this.signal = signal;
        // Trials that run at the same time get equal shares of the slots.
        this.sparkConf = TrainJob.sparkConf(
                        "convoy sweep " + Redaction.of(sweep.shared().model()))
                .setIfMissing("spark.scheduler.mode", "FAIR");
        this.hadoop = SparkHadoopUtil.get().newConfiguration(sparkConf);
    }

    /**
     * Returns the exit code.
     *
     * @param name name of the sweep's file
     */
    int run(String name) throws IOException {
        if (ClusterOutcome.isClusterMode()) {
            throw ClusterMode.refusedSweep();
        }
        List<Trial> trials = settings.allTrials();
        Optional<RunFolder> given = given();
        if (given.isPresent()) {
            SweepLog.requireSame(given.get(), settings.identity());
        }
        for (Trial trial : trials) {
            check(trial, given);
        }
        RunFolder folder = given.isPresent() ? given.get() : DefaultFolder.create(name, hadoop);
        folder.create();
        try (RunOwnership ownership = claim(folder)) {
            SweepLog.requireSame(folder, settings.identity());
            RunLog log = new RunLog(folder, ownership);
            Throwable failure = null;
            try {
                return run(folder, trials);
            } catch (Throwable e) {
                failure = e;
                throw e;
            } finally {
                Preparation.closeCluster();
                log.end(failure);
            }
        }
    }

    private int run(RunFolder folder, List<Trial> trials) throws IOException {
        String continues = "the same command with -D run.dir=" + folder.path() + " continues this sweep";
        signal.stopWith(new StopSignal.Stop(
                sweep.shared().run().interruptGrace(),
                () -> Redaction.of("the decisions so far are in " + folder.path() + "; " + continues)));
        out.println(Redaction.of("sweep of " + trials.size() + " trials in " + folder.path() + " (" + continues + ")"));
        SweepLog log = new SweepLog(folder, settings.identity());
        if (!log.hasEnded()) {
            JavaSparkContext spark = Preparation.cluster(sparkConf);
            int concurrent = settings.concurrent().orElseGet(() -> concurrent(spark));
            boolean hasEnded = new Sweep(trials, settings, log, new Runner(folder, spark), out::println)
                    .run(Math.min(concurrent, trials.size()));
            if (!hasEnded) {
                out.println(Redaction.of("stopped: " + continues));
                return ExitCode.STOPPED_EARLY;
            }
        }
        new SweepResults(folder, trials, settings, log).write(out);
        return ExitCode.DONE;
    }

    /** One more than fill the slots, because a trial leaves them idle between two rounds. */
    private int concurrent(JavaSparkContext spark) {
        int slots = spark.defaultParallelism() / spark.getConf().getInt("spark.task.cpus", 1);
        int workers = sweep.shared().train().averaging().workers();
        return 1 + Math.max(1, (slots + workers - 1) / workers);
    }

    private Optional<RunFolder> given() throws IOException {
        Optional<String> location = sweep.shared().run().dir();
        return location.isPresent() ? Optional.of(RunFolder.at(location.get(), hadoop)) : Optional.empty();
    }

    private RunOwnership claim(RunFolder folder) throws IOException {
        return RunOwnership.claim(
                folder,
                Owner.now(ClusterOutcome.application()),
                new YarnApplications(hadoop),
                LeaseTimes.DEFAULT,
                out::println);
    }

    private static RunFolder folderOf(Trial trial, RunFolder sweep) {
        return new RunFolder(sweep.files(), new Path(sweep.path(), SweepResults.TRIALS + "/" + trial.name()));
    }

    /** @throws InvalidInputException if the trial, which it names, cannot be trained */
    private void check(Trial trial, Optional<RunFolder> folder) throws IOException {
        try {
            Preparation prepared = Preparation.of(sweep.trial(trial, Optional.empty()), sparkConf, hadoop);
            if (prepared.job().data().selection().isEmpty()) {
                throw new InvalidInputException(
                        "a sweep needs images to compare trials on",
                        "neither validation nor test images",
                        "Set data.validation or data.test.");
            }
            if (folder.isPresent()) {
                RunIdentity.requireSame(folderOf(trial, folder.get()), prepared.identity());
            }
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    "each trial of a sweep must be a job that train accepts",
                    "trial " + trial.name() + " with " + Redaction.of(trial.settings()),
                    e.getMessage(),
                    e);
        }
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

    /** Trains each trial as the verb {@code train} would, except that its lines are not printed. */
    private final class Runner implements TrialRunner {
        private final RunFolder sweepFolder;
        private final JavaSparkContext spark;

        Runner(RunFolder sweepFolder, JavaSparkContext spark) {
            this.sweepFolder = sweepFolder;
            this.spark = spark;
        }

        @Override
        public OptionalDouble train(Trial trial, OptionalInt epochs) throws IOException, TrialFailedException {
            StopSignal part = signal.part();
            spark.setLocalProperty(POOL, "trial-" + trial.name());
            try {
                return trained(trial, epochs, part);
            } catch (Exception e) {
                // Any exception: Spark throws checked exceptions that its methods do not declare.
                if (endsSweep(e, part)) {
                    throw e;
                }
                LOG.warn("trial {} failed", trial.name(), e);
                throw new TrialFailedException(Failures.recorded(e), e);
            } finally {
                part.commandEnded();
            }
        }

        private OptionalDouble trained(Trial trial, OptionalInt epochs, StopSignal part) throws IOException {
            RunFolder folder = folderOf(trial, sweepFolder);
            JobConfig config = sweep.trial(trial, Optional.of(folder.path().toString()));
            StopRule pause = epochs.isPresent() ? new Pause(epochs.getAsInt()) : StopRule.NEVER;
            PhaseClock clock = new PhaseClock("start");
            folder.create();
            try (RunOwnership ownership = claim(folder)) {
                Preparation prepared = prepare(config);
                RunIdentity.requireSame(folder, prepared.identity());
                Optional<String> stopped = new TrainingRun(config, prepared, folder, ownership, NOWHERE)
                        .train(part, clock, () -> workers(prepared), pause);
                Split split = prepared.job().data().selection().orElseThrow();
                JsonNode summary = Json.reader(JsonNode.class)
                        .readValue(folder.read(RunSummary.FILE).orElseThrow());
                boolean isEarly =
                        stopped.isPresent() && summary.path("epochs").asInt() < epochs.orElse(Integer.MAX_VALUE);
                // What is not finite is a text there.
                double metric =
                        summary.path(settings.metric().field(split.key())).asDouble(Double.NaN);
                return isEarly ? OptionalDouble.empty() : OptionalDouble.of(metric);
            }
        }

        /** One trial at a time: engines try their native libraries. */
        private synchronized Preparation prepare(JobConfig config) throws IOException {
            return Preparation.of(config, sparkConf, hadoop);
        }

        private Workers workers(Preparation prepared) {
            return new SparkWorkers(spark, prepared.job());
        }

        /** Whether a failure is not the trial's own: the other trials would fail too, or a signal ends the process. */
        private boolean endsSweep(Exception e, StopSignal part) {
            return part.isRequested()
                    || spark.sc().isStopped()
                    || e instanceof FolderInUseException
                    || ExceptionUtils.indexOfType(e, InterruptedException.class) >= 0
                    || ExceptionUtils.indexOfType(e, InterruptedIOException.class) >= 0
                    || StorageFailure.of(e).isPresent();
        }
    }
}
