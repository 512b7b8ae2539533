package dev.convoy.jobs.doctor;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.cluster.EventLog;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.cluster.LocalityWait;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.doctor.Doctor;
import dev.convoy.driver.doctor.Facts;
import dev.convoy.driver.doctor.Finding;
import dev.convoy.driver.doctor.HostFacts;
import dev.convoy.driver.doctor.RunFolderProbe;
import dev.convoy.driver.doctor.SparkSettings;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.StorageFailure;
import dev.convoy.driver.spark.ClusterKernel;
import dev.convoy.jobs.job.ClusterMode;
import dev.convoy.jobs.job.JobInput;
import dev.convoy.jobs.job.RunIdentity;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks all of a job within some seconds, and leaves nothing behind. */
final class Examination {
    private static final Logger LOG = LoggerFactory.getLogger(Examination.class);
    /** When the answers of machines are no longer waited for, after the start of the process. */
    private static final Duration END = Duration.ofMillis(8_500);

    private static final Duration LEAST = Duration.ofSeconds(4);

    private final JobConfig config;
    private final Optional<Duration> wait;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param wait how long executors are waited for; empty for as long as the whole takes some seconds */
    Examination(JobConfig config, Optional<Duration> wait) {
        this.config = config;
        this.wait = wait;
    }

    Diagnosis make() throws IOException {
        SparkConf spark = LocalityWait.none(KernelThreads.set(new SparkConf()));
        refusable("train-until", config.run()::requireTimeLeft);
        refusable("event-log", () -> EventLog.enable(spark.clone()));
        spark.set("spark.eventLog.enabled", "false").set("spark.ui.enabled", "false");
        spark.setIfMissing("spark.app.name", "convoy doctor");
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(spark);
        FactFinder finder = new FactFinder(config, spark, hadoop);
        Facts settings = finder.settings();
        boolean mayStart = Doctor.examine(settings).stream().noneMatch(Finding::stops);
        try (Machines machines =
                mayStart ? new Machines(spark, finder, settings, engine(settings), patience()) : null) {
            JobInput input = JobInput.open(config, spark, hadoop);
            input.refusals().forEach(refusal -> findings.add(Finding.of("job-input", refusal)));
            Facts facts = settings.with(finder.input(input));
            runFolder(settings.cluster().spark(), input, hadoop);
            if (machines == null) {
                notes.add("machines were not checked: correct the errors first");
                findings.addAll(Doctor.examine(facts));
            } else {
                findings.addAll(Doctor.examine(facts.with(hosts(machines))));
                input.model()
                        .filter(any -> input.prepared().isEmpty())
                        .ifPresent(model -> chooseOnGpu(machines, model));
            }
        }
        findings.sort(Comparator.comparing(Finding::severity));
        return new Diagnosis(findings, notes, settings.cluster().spark().isClusterMode());
    }

    /** Returns the engine whose libraries all machines must load; for GPUs, only a task with a GPU can say. */
    private String engine(Facts settings) {
        String engine = config.kernel().engine();
        return settings.cluster().spark().usesCpus() && engine.equals(KernelLookup.AUTO) ? FactFinder.ENGINE : engine;
    }

    private List<HostFacts> hosts(Machines machines) {
        try {
            Optional<List<HostFacts>> hosts =
                    machines.answers(wait.map(given -> given.multipliedBy(2)).orElseGet(Examination::left));
            if (hosts.isEmpty()) {
                notes.add(
                        "machines were not checked, because no executor answered in time: add --wait 60, or leave it to train");
            }
            return hosts.orElse(List.of());
        } catch (ExecutionException e) {
            refused("cluster", e);
            return List.of();
        }
    }

    private void chooseOnGpu(Machines machines, Model model) {
        if (!config.kernel().engine().equals("cudnn")) {
            return;
        }
        try {
            machines.use(
                    LEAST,
                    context -> ClusterKernel.choose(
                            () -> context,
                            config.kernel().engine(),
                            model,
                            config.kernel().precision()));
        } catch (ExecutionException e) {
            refused("gpu-engine", e);
        }
    }

    /** The cluster, or a task on it, does not accept the job. */
    private void refused(String check, ExecutionException failure) {
        LOG.warn("the cluster refuses the job", failure);
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof InvalidInputException)) {
            cause = cause.getCause();
        }
        findings.add(Finding.of(
                check,
                cause instanceof InvalidInputException refusal
                        ? refusal
                        : new InvalidInputException(
                                "the cluster must accept the job", cause.toString(), "Correct what it says.", cause)));
    }

    /** Returns how long executors are waited for, and then their answers. */
    private Duration patience() {
        return wait.orElseGet(() -> left().dividedBy(2));
    }

    private static Duration left() {
        Duration left = END.minusMillis(ManagementFactory.getRuntimeMXBean().getUptime());
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    /** A check of a training that throws what it refuses. */
    private interface Refusable {
        void check() throws IOException;
    }

    private void refusable(String name, Refusable check) throws IOException {
        try {
            check.check();
        } catch (InvalidInputException e) {
            findings.add(Finding.of(name, e));
        }
    }

    private void runFolder(SparkSettings spark, JobInput input, Configuration hadoop) throws IOException {
        if (spark.isClusterMode()) {
            refusable("run-folder", () -> ClusterMode.requireRunFolder(config));
        }
        String location = config.run().dir().orElse(Path.of("runs").toUri().toString());
        refusable("run-folder", () -> {
            RunFolder folder = RunFolder.at(location, hadoop);
            try {
                RunFolderProbe.tryOut(folder).ifPresent(findings::add);
            } catch (IOException e) {
                findings.add(Finding.of("run-folder", failed(folder, e)));
                return;
            }
            if (input.prepared().isPresent() && config.run().dir().isPresent()) {
                RunIdentity.requireSame(folder, input.prepared().get().identity());
            }
        });
    }

    private static InvalidInputException failed(RunFolder folder, IOException e) {
        StorageFailure kind = StorageFailure.of(e).orElse(StorageFailure.DISK);
        return new InvalidInputException("the file system of run.dir " + kind.rule(), folder.path(), kind.remedy(), e);
    }
}
