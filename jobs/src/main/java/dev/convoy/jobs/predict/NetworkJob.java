package dev.convoy.jobs.predict;

import dev.convoy.driver.cluster.EventLog;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.executor.Inference;
import dev.convoy.driver.executor.KernelSpec;
import dev.convoy.driver.predict.Prediction;
import dev.convoy.driver.predict.PredictionInput;
import dev.convoy.driver.predict.PredictionResult;
import dev.convoy.driver.predict.PredictionRule;
import dev.convoy.driver.spark.ClusterKernel;
import dev.convoy.driver.spark.SparkInference;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.jobs.job.TrainedNetwork;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelChoice;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;

/** A job that runs a trained network on images. */
final class NetworkJob {
    private final JobConfig config;
    private final SparkConf spark;

    /** @param name of the verb, for Spark's user interface */
    NetworkJob(JobConfig config, String name) {
        this.config = config;
        this.spark = EventLog.enable(KernelThreads.set(new SparkConf()));
        if (!spark.contains("spark.app.name")) {
            spark.setAppName("convoy " + name);
        }
    }

    Configuration hadoop() {
        return SparkHadoopUtil.get().newConfiguration(spark);
    }

    /**
     * Where predictions go.
     *
     * @param folder the folder; empty to write none
     * @param top how many classes of each image are written
     * @param check throws if the predictions are of no use; then nothing is written
     */
    record Output(FileSystem files, Optional<Path> folder, int top, Consumer<PredictionResult> check) {}

    /** @param classOf the network's class for each label of the images; empty if labels do not matter */
    PredictionResult run(TrainedNetwork network, PredictionInput input, List<Integer> classOf, Output output)
            throws IOException {
        PredictionRule rule = new PredictionRule(
                network.model().input(),
                network.knownNormalization(),
                network.images(),
                network.classes(),
                classOf,
                output.top());
        Precision precision = config.kernel().precision();
        try {
            KernelChoice kernel = ClusterKernel.choose(
                    () -> Preparation.cluster(spark), config.kernel().engine(), network.model(), precision);
            JavaSparkContext context = Preparation.cluster(spark);
            KernelSpec spec = KernelSpec.of(kernel, precision, KernelThreads.of(spark));
            SparkInference inference =
                    new SparkInference(context, Inference.of(network.model(), spec), network.parameters());
            return new Prediction(context, inference, rule).run(input, output.folder(), output.files(), output.check());
        } finally {
            Preparation.closeCluster();
        }
    }
}
