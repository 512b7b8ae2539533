package dev.convoy.bench;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.driver.spark.exchange.ExchangeProperties;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures whether a long job grows: the memory of the driver and of each executor, and Spark's files, over many
 * rounds.
 */
final class MemoryBench {
    /** After these rounds, caches are filled and Java has compiled. */
    private static final int SETTLED = 50;

    private static final int EVERY = 10;
    private static final int LINE_EVERY = 50;

    private final JobConfig config;
    private final int rounds;
    private final PrintStream out;

    /** @param rounds number of rounds */
    MemoryBench(JobConfig config, int rounds, PrintStream out) {
        if (rounds < SETTLED + 2 * EVERY) {
            throw new InvalidInputException(
                    "--rounds must be at least " + (SETTLED + 2 * EVERY),
                    rounds,
                    "Growth is measured after round " + SETTLED + ".");
        }
        this.config = config;
        this.rounds = rounds;
        this.out = out;
    }

    /**
     * The content of {@code --out}.
     *
     * @param growth growth by name: the rise of a straight line through the values from the settled round to the last,
     *     as a share of the mean
     */
    record Result(String model, String master, int settledAfter, List<MemoryUsage> held, Map<String, Double> growth) {}

    Result run() throws IOException {
        Path files = Files.createTempDirectory("convoy-bench-memory");
        SparkConf spark = ExchangeProperties.set(KernelThreads.set(new SparkConf()), 1)
                .setIfMissing("spark.app.name", "convoy bench memory")
                .setIfMissing("spark.local.dir", files.toString());
        try {
            List<MemoryUsage> held = hold(spark);
            Map<String, Double> growth = new LinkedHashMap<>();
            for (String name : held.get(held.size() - 1).bytes().keySet()) {
                growth.put(name, MemoryUsage.growth(held, name, SETTLED));
                out.printf(Locale.ROOT, "%s: growth after round %d: %.2f %%%n", name, SETTLED, 100 * growth.get(name));
            }
            return new Result(config.model(), spark.get("spark.master"), SETTLED, held, growth);
        } finally {
            FileUtil.fullyDelete(files.toFile());
        }
    }

    private List<MemoryUsage> hold(SparkConf spark) throws IOException {
        Preparation prepared = Preparation.of(config, spark, new Configuration());
        FullRounds fullRounds = new FullRounds(prepared.job().plan());
        Path files = Path.of(spark.get("spark.local.dir"));
        List<MemoryUsage> held = new ArrayList<>();
        try (JavaSparkContext context = Preparation.cluster(spark);
                SparkWorkers workers = new SparkWorkers(context, prepared.job());
                Optimizer optimizer = new Optimizer(
                        prepared.model(),
                        config.kernel().precision(),
                        config.train().seed())) {
            ModelState state = optimizer.state();
            for (int number = 0; number < rounds; number++) {
                state = workers.run(fullRounds.at(number), state).state();
                if ((number + 1) % EVERY == 0) {
                    MemoryUsage.collectGarbage(context);
                    held.add(MemoryUsage.now(number + 1, files));
                }
                if ((number + 1) % LINE_EVERY == 0) {
                    out.println(held.get(held.size() - 1).line());
                }
            }
        }
        return held;
    }
}
