package dev.convoy.jobs.bench;

import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.round.Round;
import dev.convoy.driver.spark.KernelThreads;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.jobs.Preparation;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Whether a long job grows: the memory that its process holds, round after round. */
final class MemoryBench {
    private static final int ROUNDS = 200;
    /** Caches are filled and Java has compiled by then. */
    private static final int SETTLED = 20;

    private static final int EVERY = 20;

    private final JobConfig config;
    private final PrintStream out;

    MemoryBench(JobConfig config, PrintStream out) {
        this.config = config;
        this.out = out;
    }

    /** What the process held after so many rounds. */
    record Held(int rounds, long residentBytes) {}

    /**
     * What {@code --out} receives.
     *
     * @param growth from the settled round to the last, as a share
     */
    record Result(String model, int settledAfter, List<Held> held, double growth) {}

    Result run() throws IOException {
        SparkConf spark = KernelThreads.set(new SparkConf()).setIfMissing("spark.app.name", "convoy bench memory");
        Preparation prepared = Preparation.of(config, spark, new Configuration());
        // An epoch takes at least one round of the warm-up, so that this one has none left.
        int epoch = prepared.job().plan().warmupRounds();
        int fullRounds = Math.max(1, prepared.job().plan().rounds(epoch) - 1);
        List<Held> held = new ArrayList<>();
        try (JavaSparkContext context = new JavaSparkContext(spark);
                SparkWorkers workers = new SparkWorkers(context, prepared.job());
                Optimizer optimizer = new Optimizer(
                        prepared.model(),
                        config.kernel().precision(),
                        config.train().seed())) {
            ModelState state = optimizer.state();
            for (int number = 0; number < ROUNDS; number++) {
                int iteration = number * config.train().averagingFrequency();
                state = workers.run(new Round(epoch, number % fullRounds, number, iteration), state)
                        .state();
                if ((number + 1) % EVERY == 0) {
                    Held now = new Held(number + 1, 1024 * ProcessStatus.own("status", "VmRSS:"));
                    held.add(now);
                    out.printf(Locale.ROOT, "%4d rounds %8.1f MB%n", now.rounds(), now.residentBytes() / 1e6);
                }
            }
        }
        Held settled = held.get(SETTLED / EVERY - 1);
        double growth = (double) held.get(held.size() - 1).residentBytes() / settled.residentBytes() - 1;
        out.printf(Locale.ROOT, "growth after round %d: %.2f %%%n", SETTLED, 100 * growth);
        return new Result(config.model(), SETTLED, held, growth);
    }
}
