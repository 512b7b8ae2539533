package dev.convoy.bench;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.bench.measure.Measurement;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.jobs.example.LeNetOnSpark;
import dev.convoy.jobs.example.LeNetOnSpark.Trainer;
import dev.convoy.jobs.example.ReadImages;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Measures a user's Deeplearning4j program with either training master: {@link LeNetOnSpark}'s network and data, in
 * alternating epochs. Each contender first trains networks for one epoch from several seeds, for the accuracy, and a
 * second network from the first seed, to compare the bits; the first network continues. First epochs include the
 * export, and are not timed. Accuracies are compared seed by seed, because both contenders start from the same weights.
 */
final class Dl4jSparkBench {
    private final JobConfig config;
    private final int epochs;
    private final PrintStream out;

    /** @param epochs number of timed epochs */
    Dl4jSparkBench(JobConfig config, int epochs, PrintStream out) {
        this.config = config;
        this.epochs = epochs;
        this.out = out;
    }

    /**
     * The content of {@code --out}.
     *
     * @param accuracyGained accuracy minus that of Deeplearning4j with helpers, mean of the seeds
     * @param accuracyError standard error of that mean
     * @param overAsShipped Convoy's images/s divided by those of Deeplearning4j as shipped, median of the epochs
     * @param overWithHelpers Convoy's images/s divided by those of Deeplearning4j with oneDNN helpers, median of the
     *     epochs
     */
    record Result(
            @JsonUnwrapped BenchmarkedJob setting,
            List<Outcome> contenders,
            double accuracyGained,
            double accuracyError,
            double overAsShipped,
            double overWithHelpers) {}

    /**
     * The result of one contender.
     *
     * @param secondsAnEpoch seconds of an epoch, median
     * @param accuracies accuracy on the test images after an epoch, seed by seed
     * @param accuracy mean of the accuracies
     * @param driverBytesARound bytes of task results and broadcasts in a round
     * @param sameBits whether two networks have the same bits after an epoch from the same seed
     */
    record Outcome(
            Measurement speed,
            double secondsAnEpoch,
            List<Double> accuracies,
            double accuracy,
            long driverBytesARound,
            boolean sameBits) {}

    private record Contender(String name, Trainer trainer, boolean helpers, int seeds) {}

    /** As shipped, Deeplearning4j is slow, and computes the same as with helpers, except for rounding. */
    private static final List<Contender> CONTENDERS = List.of(
            new Contender("Deeplearning4j as shipped", Trainer.DEEPLEARNING4J, false, 3),
            new Contender("Deeplearning4j with helpers", Trainer.DEEPLEARNING4J, true, 20),
            new Contender("Convoy", Trainer.CONVOY, false, 20));

    /** The training of one network of a contender. */
    private final class Run {
        private final Contender contender;
        private final TrainingMaster<?, ?> master;
        private final SparkDl4jMultiLayer network;
        private final JavaRDD<DataSet> train;
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> accuracies = new ArrayList<>();
        private boolean sameBits;
        private long bytes;

        Run(Contender contender, long seed, JavaSparkContext spark, JavaRDD<DataSet> train) {
            this.contender = contender;
            this.train = train;
            this.master = LeNetOnSpark.master(
                    contender.trainer(),
                    config.train().averaging().workers(),
                    config.train().batchSize(),
                    config.train().averaging().frequency().last().steps(),
                    seed);
            this.network = new SparkDl4jMultiLayer(spark, LeNetOnSpark.configuration(seed), master);
        }

        double fit() {
            long start = System.nanoTime();
            LayerHelpers.with(contender.helpers(), () -> network.fit(train));
            return (System.nanoTime() - start) / 1e9;
        }

        float[] parameters() {
            return network.getNetwork().params().dup('c').data().asFloat();
        }

        Outcome outcome(long examples) {
            double median = new Measurement("", seconds).median();
            List<Double> speeds = seconds.stream()
                    .map(epochSeconds -> examples / epochSeconds)
                    .toList();
            // Deeplearning4j counts τ updates for each average, however many there were.
            double updates = network.getNetwork().getIterationCount() / (epochs + 1.0);
            double rounds = epochs
                    * Math.ceil(updates
                            / config.train().averaging().frequency().last().steps());
            return new Outcome(
                    new Measurement(contender.name(), speeds),
                    median,
                    accuracies,
                    accuracies.stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElseThrow(),
                    Math.round(bytes / rounds),
                    sameBits);
        }
    }

    Result run() throws IOException {
        // Deeplearning4j exports to a local file system only if it considers the master local.
        String master = "local[" + config.train().averaging().workers() + "]";
        SparkConf conf = KernelThreads.set(new SparkConf()).setMaster(master).setAppName("convoy bench dl4j-spark");
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            JavaRDD<DataSet> train = ReadImages.rdd(spark, config.data().train(), Split.TRAIN);
            JavaRDD<DataSet> test = ReadImages.rdd(spark, config.data().test(), Split.TEST);
            DriverTraffic traffic = new DriverTraffic();
            spark.sc().addSparkListener(traffic);
            List<Run> runs = new ArrayList<>();
            for (Contender contender : CONTENDERS) {
                runs.add(firstEpoch(contender, spark, train, test));
            }
            for (int epoch = 0; epoch < epochs; epoch++) {
                List<Run> order = new ArrayList<>(runs);
                if (epoch % 2 == 1) {
                    Collections.reverse(order);
                }
                for (Run run : order) {
                    traffic.take(spark);
                    run.seconds.add(run.fit());
                    run.bytes += traffic.take(spark);
                }
            }
            runs.forEach(run -> run.master.deleteTempFiles(spark));
            long examples = train.count();
            return report(
                    master, runs.stream().map(run -> run.outcome(examples)).toList());
        }
    }

    private Run firstEpoch(Contender contender, JavaSparkContext spark, JavaRDD<DataSet> train, JavaRDD<DataSet> test) {
        long seed = config.train().seed();
        Run run = new Run(contender, seed, spark, train);
        run.fit();
        Run again = new Run(contender, seed, spark, train);
        again.fit();
        again.master.deleteTempFiles(spark);
        run.sameBits = Arrays.equals(run.parameters(), again.parameters());
        run.accuracies.add(run.network.evaluate(test).accuracy());
        for (int more = 1; more < contender.seeds(); more++) {
            Run other = new Run(contender, seed + more, spark, train);
            other.fit();
            other.master.deleteTempFiles(spark);
            run.accuracies.add(other.network.evaluate(test).accuracy());
        }
        return run;
    }

    private Result report(String master, List<Outcome> outcomes) {
        out.printf(
                Locale.ROOT,
                "LeNet, batch %d, W=%d, τ=%d, %s%n%-28s %10s %10s %10s %12s %10s%n",
                config.train().batchSize(),
                config.train().averaging().workers(),
                config.train().averaging().frequency().last().steps(),
                master,
                "",
                "img/s",
                "s/epoch",
                "accuracy",
                "MB/round",
                "same bits");
        for (Outcome outcome : outcomes) {
            out.printf(
                    Locale.ROOT,
                    "%-28s %10.1f %10.2f %10.4f %12.1f %10s%n",
                    outcome.speed().name(),
                    outcome.speed().median(),
                    outcome.secondsAnEpoch(),
                    outcome.accuracy(),
                    outcome.driverBytesARound() / 1e6,
                    outcome.sameBits() ? "yes" : "no");
        }
        Measurement convoy = outcomes.get(2).speed();
        double overAsShipped = convoy.ratioTo(outcomes.get(0).speed());
        double overWithHelpers = convoy.ratioTo(outcomes.get(1).speed());
        out.printf(
                Locale.ROOT,
                "Convoy: %.1f times as shipped, %.1f times with helpers%n",
                overAsShipped,
                overWithHelpers);
        double[] gains = new double[outcomes.get(2).accuracies().size()];
        Arrays.setAll(
                gains,
                seed -> outcomes.get(2).accuracies().get(seed)
                        - outcomes.get(1).accuracies().get(seed));
        double gained = Arrays.stream(gains).average().orElseThrow();
        double error = Math.sqrt(Arrays.stream(gains)
                        .map(gain -> (gain - gained) * (gain - gained))
                        .sum()
                / (gains.length * (gains.length - 1.0)));
        out.printf(
                Locale.ROOT,
                "Convoy's accuracy minus that with helpers, seed by seed: %+.4f ± %.4f (%d seeds)%n",
                gained,
                error,
                gains.length);
        return new Result(
                BenchmarkedJob.of("lenet", config, master), outcomes, gained, error, overAsShipped, overWithHelpers);
    }
}
