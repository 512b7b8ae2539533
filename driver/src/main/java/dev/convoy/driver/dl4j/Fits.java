package dev.convoy.driver.dl4j;

import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.spark.RddTraining;
import dev.convoy.kernel.InvalidInput;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.DataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One master's fits, one after the other. */
final class Fits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fits.class);

    private final MasterSettings settings;
    private Integer workers;
    private KeptTraining kept;

    Fits(MasterSettings settings) {
        this.settings = settings;
        this.workers = settings.numWorkers();
    }

    /**
     * An epoch.
     *
     * @param source what the user gave, by which {@code data} is known again
     * @param stats null if nobody collects them
     */
    synchronized void fit(
            DriverNetwork network,
            JavaRDD<?> source,
            JavaRDD<DataSet> data,
            List<TrainingListener> listeners,
            ConvoyTrainingStats stats) {
        network.requireType(settings.precision());
        long start = System.currentTimeMillis();
        try {
            RddTraining training = training(network, source, data, stats);
            listeners.forEach(listener -> listener.onEpochStart(network.network()));
            double[] loss = new double[1];
            Checkpoints tell = progress -> {
                network.take(progress, loss[0]);
                listeners.forEach(listener -> listener.iterationDone(
                        network.network(), progress.cursor().iteration(), network.epochs()));
            };
            Progress end = training.train(
                    network.progress(),
                    1,
                    round -> {
                        loss[0] = round.loss();
                        if (stats != null) {
                            stats.add(round);
                        }
                    },
                    listeners.isEmpty() ? Checkpoints.NONE : tell);
            network.take(end, loss[0]);
            listeners.forEach(listener -> listener.onEpochEnd(network.network()));
            if (stats != null) {
                stats.add(ConvoyTrainingStats.FIT, start, training.examples());
            }
        } catch (Exception e) {
            // Any: Spark's are checked ones that its methods do not declare.
            throw reason(e);
        }
    }

    private RddTraining training(
            DriverNetwork network, JavaRDD<?> source, JavaRDD<DataSet> data, ConvoyTrainingStats stats)
            throws IOException {
        ModelConfiguration configuration = network.uncounted();
        String json = configuration.toJson();
        if (kept != null && kept.serves(source.context(), source.id(), json)) {
            return kept.training();
        }
        close();
        if (workers == null) {
            workers = source.context().defaultParallelism();
        }
        long start = System.currentTimeMillis();
        List<long[]> shapes = data.map(new FeatureDimensions()).take(1);
        if (shapes.isEmpty()) {
            throw new InvalidInput("there must be examples to train on", "none", "Check what the RDD is made of.");
        }
        Model model = Model.check(configuration, InputShape.of(configuration, shapes.get(0)));
        RddTraining training = new RddTraining(
                model,
                data.mapPartitions(new ToExamples()),
                settings.training(workers, configuration.layers().get(0).getSeed()),
                exportFolder(source));
        kept = new KeptTraining(source.context(), source.id(), json, training);
        LOG.info("{} workers, kernel {}", workers, training.kernel());
        if (stats != null) {
            stats.add(ConvoyTrainingStats.EXPORT, start, training.examples());
        }
        return training;
    }

    private Path exportFolder(JavaRDD<?> source) {
        String base = settings.exportDirectory() == null
                ? source.context().hadoopConfiguration().get("hadoop.tmp.dir") + "/dl4j"
                : settings.exportDirectory();
        return new Path(base, "convoy-" + UUID.randomUUID());
    }

    /** Our own words, where there are any: Spark wraps what a task throws. */
    private static RuntimeException reason(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInput ours) {
                return ours;
            }
        }
        return e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e.getMessage(), e);
    }

    /** Removes what was exported, if anything. */
    @Override
    public synchronized void close() throws IOException {
        if (kept != null) {
            KeptTraining last = kept;
            kept = null;
            last.close();
        }
    }
}
