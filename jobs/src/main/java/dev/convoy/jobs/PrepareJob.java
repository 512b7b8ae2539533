package dev.convoy.jobs;

import dev.convoy.driver.cluster.EventLog;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.prepare.DatasetPreparation;
import dev.convoy.driver.prepare.PreparationPlan;
import dev.convoy.driver.prepare.PreparationReport;
import dev.convoy.driver.prepare.TargetFolder;
import dev.convoy.driver.run.FolderInUseException;
import dev.convoy.driver.run.LeaseTimes;
import dev.convoy.driver.run.Owner;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.run.YarnApplications;
import dev.convoy.jobs.job.Preparation;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Runs the verb {@code prepare}: checks input and target, claims the target, and makes the dataset, or leaves nothing. */
final class PrepareJob {
    private final JobConfig config;
    private final PrintStream out;
    private final StopSignal signal;

    PrepareJob(JobConfig config, PrintStream out, StopSignal signal) {
        this.config = config;
        this.out = out;
        this.signal = signal;
    }

    void run() throws IOException {
        SparkConf sparkConf = EventLog.enable(KernelThreads.set(new SparkConf()));
        if (!sparkConf.contains("spark.app.name")) {
            sparkConf.setAppName("convoy prepare");
        }
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(sparkConf);
        PreparationPlan plan =
                PreparationPlan.of(config.prepare(), config.data().images().decoder(), hadoop);
        TargetFolder target = TargetFolder.at(config.prepare().requiredTo(), hadoop);
        Optional<DatasetManifest> present = target.dataset();
        if (present.isPresent()) {
            plan.requireSame(present.get());
            out.println(Redaction.of("already prepared: " + target.path()
                    + " (by the names and sizes of files, of a list by the names alone)"));
            return;
        }
        target.create();
        try (RunOwnership ownership = claim(target, hadoop)) {
            prepare(plan, target, sparkConf, ownership);
        } finally {
            target.removeIfEmpty();
        }
    }

    private RunOwnership claim(TargetFolder target, Configuration hadoop) throws IOException {
        try {
            return RunOwnership.claim(
                    target.folder(),
                    Owner.now(ClusterOutcome.application()),
                    new YarnApplications(hadoop),
                    LeaseTimes.DEFAULT,
                    out::println);
        } catch (FolderInUseException e) {
            throw new FolderInUseException(e.getMessage().replace("run.dir", "prepare.to"));
        }
    }

    private void prepare(PreparationPlan plan, TargetFolder target, SparkConf spark, RunOwnership ownership)
            throws IOException {
        signal.stopWith(new StopSignal.Stop(
                config.run().interruptGrace(), () -> "there is no dataset yet; the same command starts again"));
        try {
            DatasetManifest manifest = new DatasetPreparation(plan, target, Preparation.cluster(spark), out::println)
                    .run(ownership::requireHeld);
            PreparationReport.print(manifest, target.path(), out::println);
        } catch (Throwable e) {
            // First, so that no task writes any more.
            Preparation.closeCluster();
            discard(target, ownership, e);
            throw e;
        } finally {
            Preparation.closeCluster();
        }
    }

    /** Leaves the folder to the process that took it over, if one did. */
    private static void discard(TargetFolder target, RunOwnership ownership, Throwable failure) {
        try {
            if (ownership.isHeld()) {
                target.discard();
            }
        } catch (IOException | RuntimeException e) {
            // The next prepare to this folder removes what is left.
            failure.addSuppressed(e);
        }
    }
}
