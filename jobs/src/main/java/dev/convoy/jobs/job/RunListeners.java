package dev.convoy.jobs.job;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.live.BackgroundSink;
import dev.convoy.driver.live.BackgroundSink.Patience;
import dev.convoy.driver.live.PointSink;
import dev.convoy.driver.live.metrics.TrainingMetrics;
import dev.convoy.driver.live.metrics.TrainingPlugin;
import dev.convoy.driver.live.mlflow.MlflowSink;
import dev.convoy.driver.live.mlflow.TrackingServer;
import dev.convoy.driver.live.tensorboard.EventFiles;
import dev.convoy.driver.report.ConsoleReport;
import dev.convoy.driver.report.ProgressBar;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.round.MeteredWorkers;
import dev.convoy.driver.round.RoundReport.Evaluation;
import dev.convoy.driver.round.TrainingListener;
import dev.convoy.driver.run.RunFolder;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The listeners that show a run while it goes on: console, Spark's metrics, and those that {@code report} asks for. */
public final class RunListeners implements AutoCloseable {
    /** Set by submit.sh if the console is a terminal: the number of its columns. */
    private static final String COLUMNS = "CONVOY_TERMINAL_COLUMNS";

    private final JobConfig.Report report;
    private final Preparation prepared;
    private final RunFolder folder;
    private final PrintStream out;
    private final List<BackgroundSink> sinks = new ArrayList<>();

    public RunListeners(JobConfig.Report report, Preparation prepared, RunFolder folder, PrintStream out) {
        this.report = report;
        this.prepared = prepared;
        this.folder = folder;
        this.out = out;
    }

    /**
     * Opens the listeners of a run whose Spark context is open, and returns them with others.
     *
     * @param begin progress at the start of this process
     */
    public List<TrainingListener> open(Progress begin, MeteredWorkers workers, TrainingListener... others) {
        if (report.tensorboard()) {
            start("tensorboard", new EventFiles(folder, begin.cursor().rounds(), EventFiles.DELAY));
        }
        report.mlflowUri()
                .map(uri -> TrackingServer.of(uri, System.getenv()))
                .ifPresent(server ->
                        start("mlflow", new MlflowSink(server, folder, RunSummary.FILE, prepared.identity())));
        return Stream.of(Stream.of(others), Stream.of(metrics(begin, workers), console()), sinks.stream())
                .flatMap(listeners -> listeners)
                .<TrainingListener>map(listener -> listener)
                .toList();
    }

    private void start(String name, PointSink sink) {
        sinks.add(new BackgroundSink(name, sink, Patience.DEFAULT, out::println));
    }

    private TrainingListener console() {
        String columns = System.getenv(COLUMNS);
        return columns == null || !columns.matches("[1-9][0-9]{0,4}")
                ? new ConsoleReport(out)
                : new ProgressBar(out, Integer.parseInt(columns));
    }

    private TrainingMetrics metrics(Progress begin, MeteredWorkers workers) {
        Evaluation before = prepared.job()
                .data()
                .selection()
                .map(split -> Evaluation.of(split, begin.scores()))
                .orElse(Evaluation.NONE);
        TrainingMetrics metrics = new TrainingMetrics(begin, before, workers::counters);
        Preparation.openCluster().ifPresent(spark -> TrainingPlugin.publish(metrics, spark));
        return metrics;
    }

    /** Ends the listeners, after the end of the run was recorded. Waits some seconds at most. */
    @Override
    public void close() {
        sinks.forEach(BackgroundSink::close);
    }
}
