package dev.convoy.jobs;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.SweepFile;
import dev.convoy.driver.control.Control;
import dev.convoy.driver.control.Holder;
import dev.convoy.driver.control.SharedExecutors;
import dev.convoy.driver.run.LeaseTimes;
import dev.convoy.driver.run.Owner;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.run.Status;
import dev.convoy.driver.run.YarnApplications;
import dev.convoy.driver.sweep.SweepSettings;
import dev.convoy.driver.sweep.Trial;
import dev.convoy.jobs.control.OpenCluster;
import dev.convoy.jobs.job.ClusterMode;
import dev.convoy.jobs.job.DefaultFolder;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.job.RunIdentity;
import dev.convoy.jobs.sweep.Sweep;
import dev.convoy.jobs.sweep.SweepLog;
import dev.convoy.jobs.sweep.SweepResults;
import dev.convoy.jobs.sweep.SweepStatus;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Runs the verb {@code sweep}: checks every trial, claims the folder, trains the trials in one Spark application. */
final class SweepJob {
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
        this.sparkConf =
                TrainJob.sparkConf("convoy sweep", sweep.shared()).setIfMissing("spark.scheduler.mode", "FAIR");
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
        sweep.shared().run().requireTimeLeft();
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
        try (RunOwnership ownership = claim(folder, hadoop, out::println)) {
            SweepLog.requireSame(folder, settings.identity());
            RunLog log = new RunLog(folder, ownership);
            SweepStatus status = new SweepStatus(folder, ownership);
            Throwable failure = null;
            try {
                return run(folder, trials, status);
            } catch (Throwable e) {
                failure = e;
                status.fail(e, Failures.oneLine(e));
                throw e;
            } finally {
                Preparation.closeCluster();
                log.end(failure);
            }
        }
    }

    private int run(RunFolder folder, List<Trial> trials, SweepStatus status) throws IOException {
        String continues = "the same command with -D run.dir=" + folder.path() + " continues this sweep";
        signal.stopWith(new StopSignal.Stop(sweep.shared().run().interruptGrace(), () -> {
            interrupt(status);
            return Redaction.of("the decisions so far are in " + folder.path() + "; " + continues);
        }));
        out.println(Redaction.of("sweep of " + trials.size() + " trials in " + folder.path() + " (" + continues + ")"));
        SweepLog log = new SweepLog(folder, settings.identity());
        if (!log.hasEnded() && !train(trials, log, folder, status)) {
            out.println(Redaction.of("stopped: " + continues));
            return ExitCode.STOPPED_EARLY;
        }
        new SweepResults(folder, trials, settings, log).write(out);
        status.end(Status.COMPLETED);
        return ExitCode.DONE;
    }

    /** Returns whether the sweep has ended; if not, it was stopped. */
    private boolean train(List<Trial> trials, SweepLog log, RunFolder folder, SweepStatus status) throws IOException {
        status.begin();
        JavaSparkContext spark = Preparation.cluster(sparkConf);
        OpenCluster cluster = new OpenCluster(hadoop);
        SharedExecutors executors = new SharedExecutors(Holder.of(cluster).and(status.holding(out::println)));
        try (Control control = TrainJob.control(folder, sweep.shared(), cluster, out)) {
            SweepTrials runner =
                    new SweepTrials(sweep, folder, spark, hadoop, new SweepTrials.Shared(signal, control, executors));
            int concurrent = settings.concurrent().orElseGet(() -> concurrent(spark));
            boolean hasEnded =
                    new Sweep(trials, settings, log, runner, out::println).run(Math.min(concurrent, trials.size()));
            if (!hasEnded) {
                status.end(Status.STOPPED);
            }
            return hasEnded;
        }
    }

    private static void interrupt(SweepStatus status) {
        try {
            status.end(Status.INTERRUPTED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    static RunOwnership claim(RunFolder folder, Configuration hadoop, Consumer<String> console) throws IOException {
        return RunOwnership.claim(
                folder,
                Owner.now(ClusterOutcome.application()),
                new YarnApplications(hadoop),
                LeaseTimes.DEFAULT,
                console);
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
                RunIdentity.requireSame(SweepTrials.folderOf(trial, folder.get()), prepared.identity());
            }
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    "each trial of a sweep must be a job that train accepts",
                    "trial " + trial.name() + " with " + Redaction.of(trial.settings()),
                    e.getMessage(),
                    e);
        }
    }
}
