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
 * each, once without a pause and once waiting for each other after each round.
 */
final class TrainBench {
    private static final int REPETITIONS = 11;
    /** Turns in which the kernels and Java's code are compiled; they are not counted. */
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
     * @param waiting kernels that wait for each other after each round, as averaging demands; what they lose depends on
     *     how evenly the cores run
     * @param share the job's images/s divided by the kernels', median of the turns
     * @param shareOfWaiting the job's images/s divided by those of the kernels that wait
     */
    record Result(
            @JsonUnwrapped BenchmarkedJob setting,
            Measurement job,
            Measurement kernels,
            Measurement waiting,
            double share,
            double shareOfWaiting) {}

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
        List<Double> waiting = new ArrayList<>();
        try (JavaSparkContext context = Preparation.cluster(spark);
                SparkWorkers workers = new SparkWorkers(context, prepared.job())) {
            ModelState state = replicas.get(0).optimizer().state();
            Plan plan = prepared.job().plan();
            int rounds = 1;
            for (int turn = 0; turn < WARM_UP; turn++) {
                long begin = System.nanoTime();
                withSpark(workers, new FullRounds(plan), rounds, state);
                double seconds = seconds(begin);
                alone(replicas, 1, rounds);
                rounds = roundsEach(seconds / rounds);
            }
            for (int turn = 0; turn < REPETITIONS; turn++) {
                job.add(withSpark(workers, new FullRounds(plan), rounds, state));
                kernels.add(alone(replicas, 1, rounds));
                waiting.add(alone(replicas, rounds, 1));
            }
        }
        return report(
                spark.get("spark.master"),
                new Measurement("rounds of the job", job),
                new Measurement("kernels alone", kernels),
                new Measurement("waiting each round", waiting));
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

    /**
     * @param times how often all replicas begin together
     * @param rounds number of rounds that they then compute without waiting for each other
     */
    private double alone(List<Replica> replicas, int times, int rounds) throws InterruptedException {
        int steps = rounds * config.train().averaging().frequency().last().steps();
        long begin = System.nanoTime();
        for (int time = 0; time < times; time++) {
            List<Thread> threads = replicas.stream()
                    .map(replica -> new Thread(() -> replica.steps(steps)))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return (double) times * replicas.size() * steps * config.train().batchSize() / seconds(begin);
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

    private Result report(String master, Measurement job, Measurement kernels, Measurement waiting) {
        double share = job.ratioTo(kernels);
        double shareOfWaiting = job.ratioTo(waiting);
        out.printf(
                Locale.ROOT,
                "%s, batch %d, W=%d, τ=%d, %s%n",
                config.model(),
                config.train().batchSize(),
                config.train().averaging().workers(),
                config.train().averaging().frequency().last().steps(),
                master);
        for (Measurement measured : List.of(job, kernels, waiting)) {
            out.printf(Locale.ROOT, "%-20s %10.1f img/s%n", measured.name(), measured.median());
        }
        out.printf(Locale.ROOT, "%-20s %10.1f %%%n", "share", 100 * share);
        out.printf(Locale.ROOT, "%-20s %10.1f %%%n", "share of waiting", 100 * shareOfWaiting);
        return new Result(
                BenchmarkedJob.of(config.model(), config, master), job, kernels, waiting, share, shareOfWaiting);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
