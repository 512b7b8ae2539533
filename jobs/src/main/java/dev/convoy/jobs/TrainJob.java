package dev.convoy.jobs;

import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.report.ClassTable;
import dev.convoy.driver.report.ConsoleReport;
import dev.convoy.driver.report.Json;
import dev.convoy.driver.report.Listeners;
import dev.convoy.driver.report.MetricsFile;
import dev.convoy.driver.report.ModelSummary;
import dev.convoy.driver.report.PhaseClock;
import dev.convoy.driver.report.Redaction;
import dev.convoy.driver.report.RoundReport;
import dev.convoy.driver.report.RunFolder;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.round.Milestones;
import dev.convoy.driver.round.TrainingLoop;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.spark.KernelThreads;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.kernel.FlatVector;
import dev.convoy.kernel.InvalidInput;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;

/** One training run: check everything, claim the folder, train, leave the results. */
final class TrainJob {
    private final JobConfig config;
    private final PrintStream out;

    TrainJob(JobConfig config, PrintStream out) {
        this.config = config;
        this.out = out;
    }

    void run() throws IOException {
        PhaseClock clock = new PhaseClock("start");
        SparkConf sparkConf = KernelThreads.set(new SparkConf());
        if (!sparkConf.contains("spark.app.name")) {
            sparkConf.setAppName("convoy train " + Redaction.of(config.model()));
        }
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(sparkConf);
        String location = config.runDir()
                .orElseThrow(() -> new InvalidInput("run.dir must be set", "nothing", "Add -D run.dir=FOLDER."));
        RunFolder folder = RunFolder.at(location, hadoop);
        Preparation prepared = Preparation.of(config, sparkConf, hadoop);
        RunClaim.check(folder, prepared.identity());

        folder.create();
        RunLog log = new RunLog(folder);
        try {
            folder.replace("resolved.conf", config.text().getBytes(StandardCharsets.UTF_8));
            folder.replace(RunFolder.MODEL, prepared.job().modelJson().getBytes(StandardCharsets.UTF_8));
            announce(prepared, folder);
            train(prepared, folder, sparkConf, clock);
        } finally {
            log.copyToFolder();
        }
    }

    private void train(Preparation prepared, RunFolder folder, SparkConf sparkConf, PhaseClock clock)
            throws IOException {
        CheckpointStore checkpoints = new CheckpointStore(
                folder,
                prepared.identity(),
                prepared.conditions(),
                config.checkpoint().keep());
        Optional<Progress> before = checkpoints.latest();
        before.ifPresent(found -> {
            clock.add(found.phases());
            out.printf(
                    "continues after round %d, from a checkpoint%n",
                    found.cursor().rounds());
        });
        try (Optimizer optimizer = new Optimizer(
                        prepared.model(),
                        config.kernel().precision(),
                        config.train().seed());
                JavaSparkContext spark = Preparation.cluster(sparkConf);
                Workers workers = new SparkWorkers(spark, prepared.job())) {
            Progress begin = before.orElseGet(() -> start(prepared, optimizer.state()));
            try (MetricsFile metrics = new MetricsFile(folder, begin.metrics())) {
                TrainingLoop loop = new TrainingLoop(
                        prepared.job().plan(),
                        new Milestones(
                                config.train().epochs(), config.checkpoint().everyRounds(), true),
                        begin,
                        workers,
                        prepared.outer(),
                        optimizer,
                        checkpoints,
                        new Listeners(List.of(new ConsoleReport(out), metrics)),
                        clock);
                writeSummary(folder, prepared, begin, "running", null);
                try {
                    finish(folder, prepared, loop, loop.run(), optimizer);
                } catch (Exception e) {
                    // Any: Spark's are checked ones that its methods do not declare.
                    writeSummary(folder, prepared, loop.progress(), "failed", Failures.oneLine(e));
                    throw e;
                }
            }
        }
    }

    private Progress start(Preparation prepared, ModelState seeded) {
        LoadedModel loaded = prepared.loaded();
        int iteration = loaded.iterations(seeded);
        loaded.weights()
                .ifPresent(weights -> out.printf(
                        Locale.ROOT,
                        "starts from the weights of the model's file; its updater %s%n",
                        weights.continuesUpdater(seeded)
                                ? "continues after %,d updates".formatted(iteration)
                                : "starts afresh"));
        return Progress.start(loaded.start(seeded), iteration);
    }

    private void finish(RunFolder folder, Preparation prepared, TrainingLoop loop, Progress end, Optimizer optimizer)
            throws IOException {
        out.print(ClassTable.of(loop.predictions(), prepared.job().classes()));
        folder.replace(
                "model.zip",
                stream -> ModelSerializer.writeModel(
                        optimizer.network(
                                end.state(),
                                end.cursor().iteration(),
                                end.cursor().epoch()),
                        stream,
                        true));
        writeSummary(folder, prepared, loop.progress(), "completed", null);
        out.println(Redaction.of("run folder " + folder.path()));
    }

    private void announce(Preparation prepared, RunFolder folder) {
        out.print(ModelSummary.of(prepared.model()));
        prepared.loaded().notes().forEach(note -> out.println("model " + Redaction.of(note)));
        prepared.kernel().reasons().forEach(reason -> out.println("kernel " + reason));
        out.println(Redaction.of("run folder %s (the same command with -D run.dir=%s continues this run)"
                .formatted(folder.path(), folder.path())));
    }

    private void writeSummary(RunFolder folder, Preparation prepared, Progress at, String status, String error)
            throws IOException {
        Map<String, Double> phases = at.phases();
        Set<String> engines = RoundReport.engines(at.metrics());
        double inRounds = phases.getOrDefault("round", 0.0);
        RunSummary summary = new RunSummary(
                status,
                prepared.identity(),
                prepared.job().shape(),
                prepared.job().normalization(),
                error,
                at.scores().accuracy(),
                at.scores().loss(),
                at.scores().best(),
                at.cursor().epoch(),
                at.cursor().rounds(),
                at.cursor().examples(),
                inRounds > 0 ? at.cursor().examples() / inRounds : 0,
                phases.values().stream().mapToDouble(Double::doubleValue).sum(),
                status.equals("completed") ? sha256(at.state().parameters()) : null,
                engines.isEmpty() ? prepared.conditions().engine() : String.join(",", engines),
                prepared.conditions().precision(),
                prepared.conditions().arithmetic(),
                prepared.conditions().threads(),
                config.train().workers(),
                config.train().averagingFrequency(),
                at.traffic().driverBytesIn(),
                at.traffic().driverBytesOut(),
                at.traffic().tasksRetried(),
                at.traffic().executorsLost(),
                phases);
        folder.replace(RunSummary.FILE, Json.pretty(summary));
    }

    private static String sha256(FlatVector parameters) {
        boolean narrow = parameters.type() == DataType.FLOAT;
        return Preparation.sha256((narrow ? parameters : FlatVector.of(parameters.toFloats())).bytes());
    }
}
