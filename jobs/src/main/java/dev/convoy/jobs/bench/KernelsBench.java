package dev.convoy.jobs.bench;

import dev.convoy.driver.config.JobConfig;
import dev.convoy.jobs.Preparation;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.KernelLookup;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Gradient + update of one minibatch in one process: Convoy's kernel, and Deeplearning4j's own {@code fit} both ways. */
final class KernelsBench {
    private static final int REPETITIONS = 7;
    private static final double SECONDS_EACH = 1.5;

    private final JobConfig config;
    private final PrintStream out;

    KernelsBench(JobConfig config, PrintStream out) {
        this.config = config;
        this.out = out;
    }

    /** What {@code --out} receives. */
    record Result(
            String model,
            int batchSize,
            String threads,
            List<Measurement> measurements,
            Map<String, Double> medians,
            double timesDeeplearning4jAsShipped,
            double timesDeeplearning4jWithHelpers) {}

    /** One way to take a step, opened and warm. */
    private record Contender(String name, Runnable step) {}

    Result run() throws IOException {
        Configuration hadoop = new Configuration();
        Preparation prepared = Preparation.of(config, new SparkConf(), hadoop);
        Model model = prepared.model();
        Batch batch = TrainingBatch.first(prepared.job(), hadoop);
        List<Contender> contenders = List.of(
                convoy(prepared, batch),
                deeplearning4j("Deeplearning4j as shipped", model, batch, true),
                deeplearning4j("Deeplearning4j, oneDNN helpers on", model, batch, false));

        List<List<Double>> figures = new ArrayList<>();
        contenders.forEach(contender -> {
            measure(contender, batch.size());
            figures.add(new ArrayList<>());
        });
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            for (int i = 0; i < contenders.size(); i++) {
                figures.get(i).add(measure(contenders.get(i), batch.size()));
            }
        }
        return report(IntStream.range(0, contenders.size())
                .mapToObj(i -> new Measurement(contenders.get(i).name(), figures.get(i)))
                .toList());
    }

    private Result report(List<Measurement> measured) {
        Measurement ours = measured.get(0);
        String threads = System.getenv().getOrDefault("OMP_NUM_THREADS", "all");
        out.printf(
                "%s, batch %d, %s threads, gradient + update%n",
                config.model(), config.train().batchSize(), threads);
        Map<String, Double> medians = new LinkedHashMap<>();
        for (Measurement one : measured) {
            medians.put(one.name(), one.median());
            out.printf(
                    Locale.ROOT,
                    "%-36s %10.1f img/s   %6.2f ×%n",
                    one.name(),
                    one.median(),
                    one.ratioTo(measured.get(1)));
        }
        return new Result(
                config.model(),
                config.train().batchSize(),
                threads,
                measured,
                medians,
                ours.ratioTo(measured.get(1)),
                ours.ratioTo(measured.get(2)));
    }

    private static double measure(Contender contender, int batchSize) {
        int steps = 0;
        long start = System.nanoTime();
        double seconds;
        do {
            contender.step().run();
            steps++;
            seconds = (System.nanoTime() - start) / 1e9;
        } while (seconds < SECONDS_EACH);
        return steps * batchSize / seconds;
    }

    private Contender convoy(Preparation prepared, Batch batch) {
        String engine = prepared.kernel().engine();
        GradientKernel kernel =
                KernelLookup.open(engine, prepared.model(), config.kernel().precision());
        Optimizer optimizer = new Optimizer(
                prepared.model(), config.kernel().precision(), config.train().seed());
        return new Contender("Convoy, " + engine, () -> {
            kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
            optimizer.step(0, 0, batch.size());
        });
    }

    private Contender deeplearning4j(String name, Model model, Batch batch, boolean asShipped) {
        String before = System.getProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY);
        System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, Boolean.toString(asShipped));
        MultiLayerNetwork network = new MultiLayerNetwork(model.configuration().clone());
        // Layers ask for their helper when they are made.
        network.init();
        if (before == null) {
            System.clearProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY);
        }
        Shape shape = model.input();
        DataSet data = new DataSet(
                Nd4j.create(
                        Arrays.copyOf(batch.features(), Math.toIntExact(batch.size() * shape.size())),
                        new long[] {batch.size(), shape.channels(), shape.height(), shape.width()},
                        'c'),
                Nd4j.create(
                        Arrays.copyOf(batch.labels(), batch.size() * model.outputs()),
                        new long[] {batch.size(), model.outputs()},
                        'c'));
        return new Contender(name, () -> network.fit(data));
    }
}
