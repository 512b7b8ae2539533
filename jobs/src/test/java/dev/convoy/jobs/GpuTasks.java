package dev.convoy.jobs;

import dev.convoy.base.FlatVector;
import dev.convoy.driver.cluster.ExecutorKinds;
import dev.convoy.driver.executor.ExecutorSpec;
import dev.convoy.driver.executor.TrainingRuntime;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.spark.SparkWorkers;
import dev.convoy.kernel.Device;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Predictions;
import dev.convoy.worker.WorkerResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;

/** A driver with workers that compute nothing, but record which device their task had, and when. */
public final class GpuTasks {
    static final int WORKERS = 8;
    /** So many values that their average is divided into slices. */
    private static final int LENGTH = 1 << 20;

    /** Spark property: the number of workers on executors with a GPU, if others are on executors without. */
    static final String GPU_WORKERS = "spark.convoy.test.gpu-workers";

    private GpuTasks() {}

    /**
     * Runs one round of {@link #WORKERS}; each writes a file to the given folder, and continues once another runs at
     * the same time or all have started.
     */
    public static void main(String[] arguments) throws TimeoutException {
        SparkConf conf = new SparkConf().setAppName("gpu tasks").set("spark.ui.enabled", "false");
        try (JavaSparkContext spark = new JavaSparkContext(conf);
                SparkWorkers workers = new SparkWorkers(spark, new Notes(arguments[0]), kinds(spark), List.of())) {
            Set<Integer> profiles = new ConcurrentSkipListSet<>();
            spark.sc().addSparkListener(new SparkListener() {
                @Override
                public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                    profiles.add(submitted.stageInfo().resourceProfileId());
                }
            });
            FlatVector vector =
                    FlatVector.of(IntStream.range(0, LENGTH).asDoubleStream().toArray());
            ModelState averaged = workers.run(new Round(0, 0, 0, 0), new ModelState(vector, vector))
                    .state();
            if (!Arrays.equals(averaged.parameters().bytes(), vector.bytes())) {
                throw new IllegalStateException("the average of equal vectors must be equal to them");
            }
            spark.sc().listenerBus().waitUntilEmpty();
            System.out.println("done, with the resource profiles " + profiles);
        }
    }

    private static ExecutorKinds kinds(JavaSparkContext spark) {
        int gpuWorkers = spark.getConf().getInt(GPU_WORKERS, WORKERS);
        return gpuWorkers == WORKERS
                ? ExecutorKinds.one(WORKERS)
                : ExecutorKinds.two(spark.sc(), WORKERS, gpuWorkers, 1, System.out::println);
    }

    /**
     * The device of a worker, and the time for which it had it.
     *
     * @param start in nanoseconds of the executor's clock
     */
    record Note(int ordinal, long start, long end) {
        static Note read(Path file) throws IOException {
            String[] fields = Files.readString(file).split(" ", -1);
            return new Note(Integer.parseInt(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
        }

        boolean overlaps(Note other) {
            return start < other.end && other.start < end;
        }
    }

    private record Notes(String folder) implements ExecutorSpec<TrainingRuntime> {
        @Override
        public TrainingRuntime open(Configuration hadoop, Device first) {
            return new NoteTaker(Path.of(folder));
        }
    }

    private record NoteTaker(Path folder) implements TrainingRuntime {
        @Override
        public WorkerResult train(int worker, Round round, ModelState state, Device device) {
            try {
                Files.writeString(folder.resolve("started-" + worker), "");
                long start = System.nanoTime();
                while (count("started-") < Math.min(count("worker-") + 2, WORKERS)) {
                    RunWatch.pause(5);
                }
                Files.writeString(
                        folder.resolve("worker-" + worker), device.ordinal() + " " + start + " " + System.nanoTime());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new WorkerResult(state, 1, 0, 0, "none");
        }

        private long count(String prefix) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                        .count();
            }
        }

        @Override
        public Predictions evaluate(Part part, ModelState state, Device device) {
            throw new UnsupportedOperationException("there are no test images");
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
