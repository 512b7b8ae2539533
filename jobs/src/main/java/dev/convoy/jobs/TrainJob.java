package dev.convoy.jobs;

import dev.convoy.driver.cluster.EventLog;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.cluster.LocalityWait;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.control.ControlFile;
import dev.convoy.driver.control.ControlRule;
import dev.convoy.driver.live.metrics.TrainingPlugin;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.StopRule;
import dev.convoy.driver.run.LeaseTimes;
import dev.convoy.driver.run.Owner;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.run.YarnApplications;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.jobs.control.OpenCluster;
import dev.convoy.jobs.doctor.Checkup;
import dev.convoy.jobs.job.ClusterMode;
import dev.convoy.jobs.job.DefaultFolder;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.job.RunIdentity;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
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
        SparkConf sparkConf = sparkConf("convoy train " + Redaction.of(config.model()));
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(sparkConf);
        if (ClusterOutcome.isClusterMode()) {
            ClusterMode.requireRunFolder(config);
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
            try {
                TrainingRun run = new TrainingRun(config, prepared, folder, ownership, out);
                return run.train(
                        signal,
                        clock,
                        () -> new SparkWorkers(checkup.probe(Preparation.cluster(sparkConf)), prepared.job()),
                        control(run, folder, hadoop));
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
    static SparkConf sparkConf(String application) {
        SparkConf conf = EventLog.enable(LocalityWait.none(KernelThreads.set(new SparkConf())));
        return TrainingPlugin.addTo(conf).setIfMissing("spark.app.name", application);
    }

    private StopRule control(TrainingRun run, RunFolder folder, Configuration hadoop) {
        OpenCluster cluster = new OpenCluster(hadoop);
        return new ControlRule(
                new ControlFile(folder),
                () -> config.run().yields() && cluster.othersWait(),
                cluster,
                run.holding(),
                config.run().until().map(time -> time.minus(TrainingRun.CLOSING)));
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
