package dev.convoy.jobs.example;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dl4j.ConvoyTrainingMaster;
import java.io.File;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** LeNet on Fashion-MNIST, as users of Deeplearning4j on Spark write it, with either training master. */
@Command(name = "LeNetOnSpark", mixinStandardHelpOptions = true, description = "Deeplearning4j on Spark.")
public final class LeNetOnSpark implements Callable<Integer> {
    /** The training master. */
    public enum Trainer {
        /** {@code ParameterAveragingTrainingMaster}. */
        DEEPLEARNING4J,
        /** {@code ConvoyTrainingMaster}. */
        CONVOY
    }

    @Option(names = "--trainer", defaultValue = "convoy", description = "Training master: ${COMPLETION-CANDIDATES}")
    private Trainer trainer;

    @Option(
            names = "--data",
            defaultValue = "file:${env:CONVOY_HOME}/jobs/data/fashion-mnist-sample",
            description = "Folder with the four IDX files of the MNIST family")
    private String data;

    @Option(names = "--workers", defaultValue = "2", description = "W, the workers that are averaged")
    private int workers;

    @Option(names = "--batch-size", defaultValue = "64", description = "Examples in a minibatch of each worker")
    private int batchSize;

    @Option(names = "--averaging-frequency", defaultValue = "5", description = "Minibatches between two averages")
    private int averagingFrequency;

    @Option(names = "--epochs", defaultValue = "1", description = "Passes over the training images")
    private int epochs;

    @Option(names = "--seed", defaultValue = "42", description = "Seed of initial weights and of the images' order")
    private long seed;

    @Option(names = "--model", description = "Zip to write the network to")
    private File model;

    public static void main(String[] arguments) {
        int code = new CommandLine(new LeNetOnSpark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws IOException {
        try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setIfMissing("spark.app.name", "LeNet"))) {
            JavaRDD<DataSet> train = ReadImages.rdd(spark, data, Split.TRAIN);
            JavaRDD<DataSet> test = ReadImages.rdd(spark, data, Split.TEST);
            TrainingMaster<?, ?> master = master(trainer, workers, batchSize, averagingFrequency, seed);
            SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, configuration(seed), master);
            for (int epoch = 1; epoch <= epochs; epoch++) {
                long start = System.nanoTime();
                network.fit(train);
                System.out.printf(
                        Locale.ROOT,
                        "epoch %d/%d | loss %.4f | %.1f s%n",
                        epoch,
                        epochs,
                        network.getScore(),
                        (System.nanoTime() - start) / 1e9);
            }
            System.out.printf(
                    Locale.ROOT, "test accuracy %.4f%n", network.evaluate(test).accuracy());
            master.deleteTempFiles(spark);
            if (model != null) {
                ModelSerializer.writeModel(network.getNetwork(), model, true);
            }
        }
        return 0;
    }

    /** Creates a training master. Only the line that names the builder differs. */
    public static TrainingMaster<?, ?> master(
            Trainer trainer, int workers, int batchSize, int averagingFrequency, long seed) {
        return switch (trainer) {
            case DEEPLEARNING4J ->
                new ParameterAveragingTrainingMaster.Builder(workers, 1)
                        .batchSizePerWorker(batchSize)
                        .averagingFrequency(averagingFrequency)
                        .saveUpdater(true)
                        .rngSeed(seed)
                        .build();
            case CONVOY ->
                new ConvoyTrainingMaster.Builder(workers, 1)
                        .batchSizePerWorker(batchSize)
                        .averagingFrequency(averagingFrequency)
                        .saveUpdater(true)
                        .rngSeed(seed)
                        .build();
        };
    }

    /** LeNet for images of 28×28 in ten classes. */
    public static MultiLayerConfiguration configuration(long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .updater(new Adam(1e-3))
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(20).build())
                .layer(halve())
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(50).build())
                .layer(halve())
                .layer(new DenseLayer.Builder().nOut(500).build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build();
    }

    private static SubsamplingLayer halve() {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }
}
