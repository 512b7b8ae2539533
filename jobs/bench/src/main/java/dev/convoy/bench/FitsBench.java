package dev.convoy.bench;

import dev.convoy.base.InvalidInputException;
import dev.convoy.base.Sha256;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.dl4j.ConvoyTrainingMaster;
import dev.convoy.driver.ml.ConvoyClassifier;
import dev.convoy.jobs.example.LeNetOnSpark;
import dev.convoy.jobs.example.ReadImages;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Measures whether an application with many trainings grows: two networks in turn, each fitted by a {@code
 * ConvoyTrainingMaster} and by a {@code ConvoyClassifier}. Prints SHA-256 of what each fit results in, which must be the
 * same each time, and from one application to the next.
 */
final class FitsBench {
    private static final int SETTLED = 3;
    private static final int IMAGES = 1024;
    private static final int WORKERS = 2;
    private static final int BATCH = 64;

    private final JobConfig config;
    private final int repetitions;
    private final PrintStream out;
    private final Map<String, String> results = new TreeMap<>();
    private boolean sameBits = true;

    /** @param repetitions number of fits of each kind */
    FitsBench(JobConfig config, int repetitions, PrintStream out) {
        if (repetitions <= SETTLED) {
            throw new InvalidInputException(
                    "--repeat must be above " + SETTLED, repetitions, "Growth is measured after that fit.");
        }
        this.config = config;
        this.repetitions = repetitions;
        this.out = out;
    }

    /**
     * The content of {@code --out}.
     *
     * @param lastBySettled resident memory after the last fit, by that after the third
     * @param results SHA-256 by fit
     * @param sameBits whether all fits of a kind have the same result
     */
    record Result(
            List<MemoryUsage> held, Map<String, Double> lastBySettled, Map<String, String> results, boolean sameBits) {}

    Result run() throws IOException {
        Path files = Files.createTempDirectory("convoy-bench-fits");
        SparkConf conf = KernelThreads.set(new SparkConf())
                .setIfMissing("spark.app.name", "convoy bench fits")
                .setIfMissing("spark.local.dir", files.toString());
        List<MemoryUsage> held = new ArrayList<>();
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            JavaRDD<DataSet> sets = spark.parallelize(
                    ReadImages.rdd(spark, config.data().train(), Split.TRAIN).take(IMAGES), WORKERS);
            Dataset<Row> rows = rows(spark, sets);
            for (int fit = 0; fit < repetitions; fit++) {
                note("training master, seed " + (1 + fit % 2), master(spark, sets, 1 + fit % 2));
                note("classifier, " + model(fit), classifier(rows, model(fit)));
                MemoryUsage.collectGarbage(spark);
                held.add(MemoryUsage.now(fit + 1, files));
                out.println(held.get(fit).line());
            }
        } finally {
            FileUtil.fullyDelete(files.toFile());
        }
        return result(held);
    }

    private Result result(List<MemoryUsage> held) {
        MemoryUsage settled = held.get(SETTLED - 1);
        MemoryUsage last = held.get(held.size() - 1);
        Map<String, Double> growth = new TreeMap<>();
        last.bytes()
                .forEach((name, bytes) ->
                        growth.put(name, (double) bytes / settled.bytes().get(name)));
        growth.forEach((name, ratio) -> out.printf(
                Locale.ROOT,
                "%s: memory after fit %d by that after fit %d: %.3f%n",
                name,
                repetitions,
                SETTLED,
                ratio));
        results.forEach((fit, sha) -> out.printf("%s: %s%n", fit, sha.substring(0, 16)));
        out.println(sameBits ? "same bits each time" : "other bits");
        return new Result(held, growth, results, sameBits);
    }

    private void note(String fit, String sha) {
        String before = results.putIfAbsent(fit, sha);
        if (before != null && !before.equals(sha)) {
            out.println("OTHER BITS: " + fit);
            sameBits = false;
        }
    }

    private static String model(int fit) {
        return fit % 2 == 0 ? "lenet" : "resnet20";
    }

    private static String master(JavaSparkContext spark, JavaRDD<DataSet> sets, long seed) {
        ConvoyTrainingMaster master = new ConvoyTrainingMaster.Builder(WORKERS, 1)
                .batchSizePerWorker(seed == 1 ? BATCH : 2 * BATCH)
                .averagingFrequency(2)
                .build();
        SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, LeNetOnSpark.configuration(seed), master);
        network.fit(sets);
        master.deleteTempFiles(spark);
        return sha(network.getNetwork().params().dup('c').toStringFull());
    }

    private static String classifier(Dataset<Row> rows, String model) {
        List<Row> predicted = new ConvoyClassifier()
                .setInputShape(1, 28, 28)
                .setModel(model)
                .setWorkers(WORKERS)
                .setBatchSize(BATCH)
                .setAveragingFrequency(2)
                .setMaxIter(1)
                .fit(rows)
                .transform(rows)
                .select("probability")
                .collectAsList();
        return sha(predicted.toString());
    }

    private static String sha(String text) {
        return HexFormat.of().formatHex(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Dataset<Row> rows(JavaSparkContext spark, JavaRDD<DataSet> sets) {
        StructType schema =
                new StructType().add("features", SQLDataTypes.VectorType()).add("label", DataTypes.DoubleType);
        JavaRDD<Row> rows = sets.map(set -> RowFactory.create(
                Vectors.dense(set.getFeatures().dup('c').data().asDouble()),
                (double) set.getLabels().argMax().getInt(0)));
        return SparkSession.builder().sparkContext(spark.sc()).getOrCreate().createDataFrame(rows, schema);
    }
}
