package dev.convoy.bench;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.convoy.bench.measure.Measurement;
import dev.convoy.driver.cluster.KernelThreads;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.round.RoundResult;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.driver.spark.exchange.ExchangeProperties;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Measures the cost of Spark: the rounds of a job compared with the same workers' kernels without Spark, one thread
 * each.
 */
final class TrainBench {
    private static final int REPETITIONS = 11;
    /** Pairs in which the kernels and Java's code are compiled; they are not counted. */
    private static final int WARM_UP = 3;

    /** A turn has as many rounds as take about so long, or {@link #MOST_ROUNDS}. */
    private static final double TURN_SECONDS = 5;

    private static final int MOST_ROUNDS = 8;

    private final JobConfig config;
    private final PrintStream out;

    TrainBench(JobConfig config, PrintStream out) {
        this.config = config;
        this.out = out;
    }

    /**
     * The content of {@code --out}.
     *
     * @param share the job's images/s divided by the kernels', median of the pairs
     */
    record Result(@JsonUnwrapped BenchmarkedJob setting, Measurement job, Measurement kernels, double share) {}

    /** A kernel with its own parameters, which trains on the same minibatch again and again. */
    private record Replica(GradientKernel kernel, Optimizer optimizer, Batch batch) {
        void steps(int count) {
            for (int step = 0; step < count; step++) {
                kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
                optimizer.step(step, 0, batch.size());
            }
        }
    }

    Result run() throws IOException, InterruptedException {
        SparkConf spark = ExchangeProperties.set(KernelThreads.set(new SparkConf()), 1)
                .setIfMissing("spark.app.name", "convoy bench train");
        Configuration hadoop = new Configuration();
        Preparation prepared = Preparation.of(config, spark, hadoop);
        Batch batch = TrainingBatch.first(prepared.job(), hadoop);
        List<Replica> replicas = IntStream.range(0, config.train().averaging().workers())
                .mapToObj(worker -> replica(prepared, batch))
                .toList();
        List<Double> job = new ArrayList<>();
        List<Double> kernels = new ArrayList<>();
        try (JavaSparkContext context = Preparation.cluster(spark);
                SparkWorkers workers = new SparkWorkers(context, prepared.job())) {
            ModelState state = replicas.get(0).optimizer().state();
            Plan plan = prepared.job().plan();
            int rounds = 1;
            for (int repetition = 0; repetition < WARM_UP + REPETITIONS; repetition++) {
                long begin = System.nanoTime();
                job.add(withSpark(workers, new FullRounds(plan), rounds, state));
                int next = repetition < WARM_UP ? roundsEach(seconds(begin) / rounds) : rounds;
                kernels.add(alone(replicas, rounds));
                rounds = next;
            }
        }
        return report(
                spark.get("spark.master"),
                new Measurement("rounds of the job", job.subList(WARM_UP, job.size())),
                new Measurement("kernels alone", kernels.subList(WARM_UP, kernels.size())));
    }

    private static int roundsEach(double secondsOfRound) {
        return (int) Math.max(1, Math.min(MOST_ROUNDS, TURN_SECONDS / secondsOfRound));
    }

    private static double withSpark(Workers workers, FullRounds plan, int rounds, ModelState start) {
        ModelState state = start;
        long examples = 0;
        long begin = System.nanoTime();
        for (int number = 0; number < rounds; number++) {
            RoundResult result = workers.run(plan.at(number), state);
            state = result.state();
            examples += result.examples();
        }
        return examples / seconds(begin);
    }

    private double alone(List<Replica> replicas, int rounds) throws InterruptedException {
        int steps = rounds * config.train().averaging().frequency().last().steps();
        List<Thread> threads = replicas.stream()
                .map(replica -> new Thread(() -> replica.steps(steps)))
                .toList();
        long begin = System.nanoTime();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return (double) replicas.size() * steps * config.train().batchSize() / seconds(begin);
    }

    private Replica replica(Preparation prepared, Batch batch) {
        return new Replica(
                KernelLookup.open(
                        prepared.kernel().engine(),
                        prepared.model(),
                        config.kernel().precision()),
                new Optimizer(
                        prepared.model(),
                        config.kernel().precision(),
                        config.train().seed()),
                batch);
    }

    private Result report(String master, Measurement job, Measurement kernels) {
        double share = job.ratioTo(kernels);
        out.printf(
                Locale.ROOT,
                "%s, batch %d, W=%d, τ=%d, %s%n",
                config.model(),
                config.train().batchSize(),
                config.train().averaging().workers(),
                config.train().averaging().frequency().last().steps(),
                master);
        for (Measurement measured : List.of(job, kernels)) {
            out.printf(Locale.ROOT, "%-20s %10.1f img/s%n", measured.name(), measured.median());
        }
        out.printf(Locale.ROOT, "%-20s %10.1f %%%n", "share", 100 * share);
        return new Result(BenchmarkedJob.of(config.model(), config, master), job, kernels, share);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
