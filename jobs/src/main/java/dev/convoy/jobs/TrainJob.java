package dev.convoy.jobs;

import dev.convoy.driver.cluster.EventLog;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.cluster.LocalityWait;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.control.Control;
import dev.convoy.driver.control.ControlFile;
import dev.convoy.driver.control.ControlRule;
import dev.convoy.driver.control.Holder;
import dev.convoy.driver.live.metrics.TrainingPlugin;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.run.LeaseTimes;
import dev.convoy.driver.run.Owner;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.run.YarnApplications;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.driver.spark.exchange.ExchangeProperties;
import dev.convoy.jobs.control.OpenCluster;
import dev.convoy.jobs.doctor.Checkup;
import dev.convoy.jobs.job.ClusterMode;
import dev.convoy.jobs.job.DefaultFolder;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.job.RunIdentity;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Runs the verb {@code train}: checks everything, claims the folder, trains on Spark, writes the results. */
final class TrainJob {
    private final JobConfig config;
    private final PrintStream out;
    private final StopSignal signal;

    TrainJob(JobConfig config, PrintStream out, StopSignal signal) {
        this.config = config;
        this.out = out;
        this.signal = signal;
    }

    /** Returns what a run that has stopped before its end has saved; empty if it is completed. */
    Optional<String> run() throws IOException {
        PhaseClock clock = new PhaseClock("start");
        SparkConf sparkConf = sparkConf("convoy train", config);
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(sparkConf);
        if (ClusterOutcome.isClusterMode()) {
            ClusterMode.requireRunFolder(config);
        } else {
            config.run().requireTimeLeft();
        }
        Checkup checkup = new Checkup(config, sparkConf, hadoop, out);
        Preparation prepared = checkup.prepare();
        RunFolder folder = folder(hadoop);
        try (RunOwnership ownership = RunOwnership.claim(
                folder,
                Owner.now(ClusterOutcome.application()),
                new YarnApplications(hadoop),
                LeaseTimes.DEFAULT,
                out::println)) {
            RunIdentity.requireSame(folder, prepared.identity());
            RunLog log = new RunLog(folder, ownership);
            Throwable failure = null;
            OpenCluster cluster = new OpenCluster(hadoop);
            try (Control control = control(folder, config, cluster, out)) {
                TrainingRun run = new TrainingRun(config, prepared, folder, ownership, out);
                return run.train(
                        signal,
                        clock,
                        () -> {
                            JavaSparkContext spark = checkup.probe(Preparation.cluster(sparkConf));
                            return new SparkWorkers(
                                    spark, prepared.job(), Preparation.kinds(config, spark, out::println));
                        },
                        new ControlRule(control, at -> Holder.of(cluster).and(run.holding(at))));
            } catch (Throwable e) {
                failure = e;
                throw e;
            } finally {
                Preparation.closeCluster();
                log.end(failure);
            }
        }
    }

    /** Returns Spark's configuration for trainings. */
    static SparkConf sparkConf(String application, JobConfig config) {
        SparkConf conf = EventLog.enable(LocalityWait.none(KernelThreads.set(new SparkConf())));
        ExchangeProperties.set(conf, config.train().averaging().tasks().workersPerTask());
        return TrainingPlugin.addTo(conf)
                .setIfMissing("spark.app.name", application + " " + Redaction.of(config.model()));
    }

    /** Returns what tells the run or the sweep in a folder to hold or to stop. */
    static Control control(RunFolder folder, JobConfig config, OpenCluster cluster, PrintStream out) {
        ControlFile file = new ControlFile(folder);
        if (!ClusterOutcome.isLaterAttempt()) {
            file.removeBefore(started())
                    .ifPresent(old -> out.println("ignored a request to "
                            + old.kind().verb() + " by " + old.by() + ", of " + old.at()
                            + ": it was made to an earlier process in this folder, which has died"));
        }
        return new Control(
                file,
                () -> config.run().yields() && cluster.othersWait(),
                config.run().until().map(time -> time.minus(TrainingRun.CLOSING)));
    }

    /** Returns when this process was started; requests have whole seconds. */
    private static Instant started() {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(time -> time.truncatedTo(ChronoUnit.SECONDS))
                .orElse(Instant.EPOCH);
    }

    private RunFolder folder(Configuration hadoop) throws IOException {
        if (config.run().dir().isEmpty()) {
            return DefaultFolder.create(config.model(), hadoop);
        }
        RunFolder folder = RunFolder.at(config.run().dir().get(), hadoop);
        folder.create();
        return folder;
    }
}
