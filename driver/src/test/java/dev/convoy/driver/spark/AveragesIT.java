package dev.convoy.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.executor.TrainingRuntime;
import dev.convoy.driver.plan.Round;
import dev.convoy.driver.round.LocalWorkers;
import dev.convoy.driver.round.RoundResult;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.driver.round.Workers;
import dev.convoy.driver.spark.exchange.HeapAverage;
import dev.convoy.driver.spark.exchange.RoundState;
import dev.convoy.driver.spark.exchange.ShuffledAverage;
import dev.convoy.driver.spark.exchange.Slicing;
import dev.convoy.driver.spark.exchange.StateAssembly;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.learning.config.Adam;

/** Both ways of averaging have the bits of one thread, with one worker in each task and with several. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AveragesIT {
    private static final int WORKERS = 4;
    private static final Round ROUND = new Round(0, 0, 0, 0);

    private final TinyJob tiny = TinyJob.graph(new Adam(0.01), List.of(70, 33), WORKERS, 3);
    private JavaSparkContext spark;
    private Broadcast<BroadcastRuntime<TrainingRuntime>> host;
    private RoundResult expected;

    @BeforeAll
    void start() {
        spark = new JavaSparkContext(
                new SparkConf().setMaster("local[2]").setAppName("test").set("spark.ui.enabled", "false"));
        host = spark.broadcast(new BroadcastRuntime<>(tiny.job(), spark.hadoopConfiguration()));
        try (Workers one = new LocalWorkers(tiny.job(), 1, new Configuration())) {
            expected = one.run(ROUND, tiny.initial());
        }
    }

    @AfterAll
    void stop() {
        host.value().close();
        spark.close();
    }

    @Test
    void onTheHeapOfTheDriver() {
        for (int slices : List.of(1, 3)) {
            RoundState start = new RoundState(tiny.initial(), WORKERS);
            Slicing slicing = slicing(slices);
            StateAssembly averaged = new StateAssembly(slicing, tiny.initial());
            HeapAverage.run(tasks(), train(start), start, slicing, averaged);

            assertSameBits(averaged.result());
        }
    }

    /** If Spark reads the broadcast back from a file, tasks do not have the driver's own object. */
    @Test
    void onTheHeapOfTheDriverFromTasksThatHaveACopyOfTheState() {
        RoundState start = new RoundState(tiny.initial(), WORKERS);
        RoundState copy = SerializationUtils.clone(start);
        StateAssembly averaged = new StateAssembly(slicing(3), tiny.initial());
        HeapAverage.run(tasks(), train(copy), start, slicing(3), averaged);

        assertSameBits(averaged.result());
    }

    /**
     * @param bypass up to this number of slices, Spark writes each to a file of its own first
     * @param spill after this number of slices, Spark writes those that a task has to a file
     */
    @ParameterizedTest
    @CsvSource({"4, 200, 1000", "4, 0, 1000", "2, 200, 1000", "2, 0, 1000", "2, 0, 1", "4, 0, 2"})
    void throughAShuffle(int tasks, String bypass, String spill) {
        spark.sc().conf().set("spark.shuffle.sort.bypassMergeThreshold", bypass);
        spark.sc().conf().set("spark.shuffle.spill.numElementsForceSpillThreshold", spill);
        StateAssembly averaged = new StateAssembly(slicing(3), tiny.initial());
        ShuffledAverage.run(
                List.of(numbers(tasks)), train(new RoundState(tiny.initial(), WORKERS)), slicing(3), averaged);

        assertSameBits(averaged.result());
    }

    private Slicing slicing(int slices) {
        return new Slicing(
                slices,
                WORKERS,
                tiny.initial().parameters().length(),
                tiny.job().modelSpec().runningStatistics());
    }

    private TrainWorker train(RoundState start) {
        return new TrainWorker(host, spark.broadcast(start), ROUND, TaskTimes.of(spark.sc()));
    }

    /** Two tasks of two workers each. */
    private RDD<int[]> tasks() {
        return spark.parallelize(List.of(new int[] {0, 1}, new int[] {2, 3}), 2).rdd();
    }

    private JavaRDD<Integer> numbers(int tasks) {
        return spark.parallelize(IntStream.range(0, WORKERS).boxed().toList(), tasks);
    }

    private void assertSameBits(RoundResult actual) {
        assertThat(actual.state().parameters().bytes())
                .isEqualTo(expected.state().parameters().bytes());
        assertThat(actual.state().updaterState().bytes())
                .isEqualTo(expected.state().updaterState().bytes());
        assertThat(actual.examples()).isEqualTo(expected.examples());
        assertThat(actual.engines()).isEqualTo(expected.engines());
    }
}
