package dev.convoy.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.convoy.driver.cluster.ExecutorKinds;
import dev.convoy.driver.executor.ExecutorSpec;
import dev.convoy.driver.executor.TrainingRuntime;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.round.RoundResult;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.round.WorkersContract;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.Adam;

/** Runs the contract on {@code local[2]}; the jobs' integration tests run it on separate executors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparkWorkersIT extends WorkersContract {
    /** Static, because a runtime is made from a copy of its specification. */
    private static final List<String> EVENTS = new CopyOnWriteArrayList<>();

    private JavaSparkContext spark;

    @BeforeAll
    void start() {
        spark = new JavaSparkContext(
                new SparkConf().setMaster("local[2]").setAppName("test").set("spark.ui.enabled", "false"));
    }

    @AfterAll
    void stop() {
        spark.close();
    }

    @Override
    protected Workers open(WorkerSpec job) {
        return new SparkWorkers(spark, job);
    }

    @Test
    void workersAreOpenedUndisturbedByTheInterruptOfATask() {
        ExecutorSpec<TrainingRuntime> slow = (hadoop, device) -> {
            try {
                Thread.sleep(10);
                return null;
            } catch (InterruptedException e) {
                throw new ExceptionInInitializerError(e);
            }
        };
        BroadcastRuntime<TrainingRuntime> host = new BroadcastRuntime<>(slow, spark.hadoopConfiguration());
        Thread.currentThread().interrupt();

        assertThatCode(() -> host.use(Device.CPU, nothing -> nothing)).doesNotThrowAnyException();
        assertThat(Thread.interrupted()).as("interrupt is kept").isTrue();
    }

    /** Spark closes broadcast values when it removes them; what a task still uses stays open until it ends. */
    @Test
    void theRuntimeIsClosedWithItsBroadcastAndNotUnderATask() {
        ExecutorSpec<ExecutorSpec.Computer> spec = (hadoop, device) -> {
            EVENTS.add("open");
            return () -> EVENTS.add("close");
        };
        EVENTS.clear();
        Broadcast<BroadcastRuntime<ExecutorSpec.Computer>> shared =
                spark.broadcast(new BroadcastRuntime<>(spec, spark.hadoopConfiguration()));
        BroadcastRuntime<ExecutorSpec.Computer> runtime = shared.value();
        runtime.use(Device.CPU, any -> null);
        runtime.use(Device.CPU, any -> {
            shared.destroy(true);
            EVENTS.add("used");
            return null;
        });

        assertThat(EVENTS).containsExactly("open", "used", "close");
        runtime.close();
        assertThat(EVENTS).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "4, 2", "5, 1", "9, 1"})
    void aTaskMayComputeSeveralWorkersWithTheSameResult(int workersPerTask, int tasks) throws Exception {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(70), 5, 3, 8);
        WorkerSpec job = tiny.job();
        ExecutorKinds kinds = ExecutorKinds.one(5, workersPerTask);
        try (Workers alone = open(job);
                Workers together = new SparkWorkers(spark, job, kinds)) {
            RoundResult wanted = alone.run(new Round(0, 0, 0, 0), tiny.initial());
            List<Integer> stages = new CopyOnWriteArrayList<>();
            SparkListener listener = new SparkListener() {
                @Override
                public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                    stages.add(submitted.stageInfo().numTasks());
                }
            };
            spark.sc().addSparkListener(listener);
            RoundResult seen = together.run(new Round(0, 0, 0, 0), tiny.initial());

            assertThat(kinds.all().get(0).tasks()).isEqualTo(tasks);
            assertThat(together.parallelism()).isEqualTo(Math.min(2, tasks));
            assertThat(seen.state()).usingRecursiveComparison().isEqualTo(wanted.state());
            assertThat(seen.examples()).isEqualTo(wanted.examples());
            assertThat(seen.lossSum()).isEqualTo(wanted.lossSum());
            spark.sc().listenerBus().waitUntilEmpty();
            spark.sc().removeSparkListener(listener);
            assertThat(stages).containsExactly(tasks);
        }
    }

    @Test
    void aRoundIsOneJobAndLeavesNothingPersisted() {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(70), 4, 3, 8);
        try (Workers workers = open(tiny.job())) {
            workers.run(new Round(0, 0, 0, 0), tiny.initial());
            long bytesIn = workers.finalCounters().driverBytesIn();
            spark.parallelize(List.of(new byte[10_000])).collect();
            assertThat(workers.finalCounters().driverBytesIn()).isEqualTo(bytesIn);

            assertThat(spark.getPersistentRDDs()).isEmpty();
            assertThat(workers.finalCounters().driverBytesIn()).isPositive();
            assertThat(workers.finalCounters().driverBytesOut())
                    .isEqualTo(3L * 4 * tiny.initial().parameters().length());
            assertThat(workers.finalCounters().tasksRetried()).isZero();
        }
    }
}
