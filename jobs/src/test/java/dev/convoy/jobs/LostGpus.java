package dev.convoy.jobs;

import dev.convoy.driver.cluster.ExecutorKinds;
import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.executor.ExecutorSpec;
import dev.convoy.driver.executor.TrainingRuntime;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.jobs.job.Preparation;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.GpuLostError;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A driver that trains the same rounds twice: undisturbed, and with one task whose GPU is lost. */
public final class LostGpus {
    private static final int ROUNDS = 4;

    private LostGpus() {}

    /** The arguments are a file that the task with the lost GPU writes, and keys of the job. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        SparkConf conf = new SparkConf().setAppName("lost GPUs").set("spark.ui.enabled", "false");
        List<String> keys = List.of(arguments).subList(1, arguments.length);
        Preparation prepared =
                Preparation.of(new ConfigLoader().load(Optional.empty(), keys), conf, new Configuration());
        try (JavaSparkContext spark = new JavaSparkContext(conf);
                Optimizer optimizer =
                        new Optimizer(prepared.model(), prepared.job().precision(), 1)) {
            ModelState start = optimizer.state();
            WorkerSpec job = prepared.job();
            String undisturbed = train(spark, job, job, start);
            System.out.println("undisturbed: " + undisturbed);
            System.out.println("disturbed: " + train(spark, new Losing(job, arguments[0]), job, start));
            // The driver is one of them.
            while (spark.sc().statusTracker().getExecutorInfos().length < 3) {
                Thread.sleep(50);
            }
            System.out.println("all done");
        }
    }

    /** Returns the bits after some rounds, and the counters. */
    private static String train(
            JavaSparkContext spark, ExecutorSpec<TrainingRuntime> spec, WorkerSpec job, ModelState start) {
        try (SparkWorkers workers = new SparkWorkers(
                spark,
                spec,
                ExecutorKinds.one(job.plan().workers()),
                job.modelSpec().runningStatistics())) {
            ModelState state = start;
            for (int round = 0; round < ROUNDS; round++) {
                state = workers.run(new Round(0, round, round, round), state).state();
            }
            return Preparation.sha256(state.parameters().bytes()) + ", executors lost "
                    + workers.counters().executorsLost() + ", tasks retried "
                    + workers.counters().tasksRetried();
        }
    }

    /** @param lost file that the first task of all writes */
    private record Losing(WorkerSpec job, String lost) implements ExecutorSpec<TrainingRuntime> {
        @Override
        public TrainingRuntime open(Configuration hadoop, Device device) {
            return new LosingComputer(job.open(hadoop, device), Path.of(lost));
        }
    }

    private record LosingComputer(TrainingRuntime computer, Path lost) implements TrainingRuntime {
        @Override
        public WorkerResult train(int worker, Round round, ModelState state, Device device) {
            if (round.number() == 1 && isFirst()) {
                throw new GpuLostError("computing on the GPU failed: CUDA error 719, unspecified launch failure");
            }
            return computer.train(worker, round, state, device);
        }

        private boolean isFirst() {
            try {
                Files.createFile(lost);
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Predictions evaluate(Part part, ModelState state, Device device) {
            return computer.evaluate(part, state, device);
        }

        @Override
        public void close() {
            computer.close();
        }
    }
}
