package dev.convoy.jobs.example;

import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.ml.ConvoyClassifier;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** LeNet on Fashion-MNIST as a stage of a Spark ML pipeline. */
@Command(name = "PipelineOnSpark", mixinStandardHelpOptions = true, description = "Convoy in a Spark ML pipeline.")
public final class PipelineOnSpark implements Callable<Integer> {
    private static final int PARTITIONS = 4;

    @Option(
            names = "--data",
            defaultValue = "file:${env:CONVOY_HOME}/jobs/data/fashion-mnist-sample",
            description = "Folder with the four IDX files of the MNIST family")
    private String data;

    @Option(names = "--epochs", defaultValue = "5", description = "Passes over the training images")
    private int epochs;

    @Option(names = "--model", required = true, description = "Folder to save the pipeline to")
    private String model;

    public static void main(String[] arguments) {
        int code = new CommandLine(new PipelineOnSpark()).execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws IOException {
        try (SparkSession spark = SparkSession.builder()
                .config(KernelThreads.set(new SparkConf()))
                .getOrCreate()) {
            Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
                new StringIndexer().setInputCol("name").setOutputCol("label"),
                new ConvoyClassifier().setFeaturesCol("image").setModel("lenet").setMaxIter(epochs)
            });
            PipelineModel fitted = pipeline.fit(images(spark, Split.TRAIN));
            Dataset<Row> test = images(spark, Split.TEST);
            System.out.printf(Locale.ROOT, "test accuracy %.4f%n", accuracy(fitted.transform(test)));
            fitted.write().overwrite().save(model);
            System.out.printf(
                    Locale.ROOT,
                    "saved and loaded: test accuracy %.4f%n",
                    accuracy(PipelineModel.load(model).transform(test)));
        }
        return 0;
    }

    private static double accuracy(Dataset<Row> predicted) {
        return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predicted);
    }

    /**
     * Returns images as {@code spark.read().format("image")} does for folders of images, with the names of their
     * classes.
     */
    private Dataset<Row> images(SparkSession spark, Split part) throws IOException {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Shard images = dev.convoy.driver.dataset.Dataset.open(data, part, context.hadoopConfiguration())
                .shards()
                .get(0);
        List<Row> rows = new ArrayList<>();
        images.read(
                context.hadoopConfiguration(),
                (index, label, pixels, length) -> rows.add(
                        RowFactory.create(image(images.format().shape(), index, pixels.clone()), "class " + label)));
        StructType schema = ImageSchema.imageSchema().add("name", DataTypes.StringType, false);
        return spark.createDataFrame(context.parallelize(rows, PARTITIONS), schema);
    }

    private static Row image(Shape shape, long index, byte[] pixels) {
        return RowFactory.create(
                "image " + index,
                shape.height(),
                shape.width(),
                1,
                ImageSchema.javaOcvTypes().get("CV_8UC1"),
                pixels);
    }
}
