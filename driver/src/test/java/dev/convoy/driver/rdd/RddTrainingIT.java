package dev.convoy.driver.rdd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.Example;
import dev.convoy.driver.dataset.ShardExport;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.kernel.Precision;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;
import scala.Tuple2;

/** Training on the examples of an RDD. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RddTrainingIT {
    private static final WorkerSpec TINY = TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(1), 1, 1, 1)
            .job();
    private static final RddTraining.Settings SETTINGS =
            new RddTraining.Settings(2, 3, 8, 7, "onednn", Precision.FLOAT32);

    /** Static, because tasks have copies of what they use. */
    private static final AtomicInteger RUNNING = new AtomicInteger();

    @TempDir
    private java.nio.file.Path folder;

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

    @Test
    void itLearnsAndTwoCallsAreAsGoodAsOneForTwoEpochs() throws Exception {
        try (RddTraining training = open("once", examples(100, 4))) {
            double before = loss(training, Progress.start(training.initial()));
            Progress two = training.train(Progress.start(training.initial()), 2, (report, at) -> {});
            Progress one = training.train(Progress.start(training.initial()), 1, (report, at) -> {});
            Progress again = training.train(one, 1, (report, at) -> {});

            assertThat(again.state().parameters().bytes())
                    .isEqualTo(two.state().parameters().bytes());
            assertThat(again.cursor()).isEqualTo(two.cursor());
            Progress more = training.train(again, 8, (report, at) -> {});
            assertThat(loss(training, more)).isLessThan(0.5 * before);
        }
    }

    /** A task of a failed job that still runs could create the folder again after it was removed. */
    @Test
    void noTaskOfAFailedExportRunsWhenItsFolderIsRemoved() {
        JavaRDD<Example> failing = examples(10, 2)
                .mapPartitionsWithIndex(
                        (partition, rows) -> {
                            RUNNING.incrementAndGet();
                            TaskContext.get().addTaskCompletionListener(context -> {
                                RUNNING.decrementAndGet();
                            });
                            while (partition == 0 && RUNNING.get() < 2) {
                                Thread.sleep(1);
                            }
                            if (partition == 0) {
                                throw new IllegalStateException("the first fails");
                            }
                            Thread.sleep(500);
                            return rows;
                        },
                        true);
        assertThatThrownBy(() -> open("failing", failing)).hasMessageContaining("the first fails");

        assertThat(RUNNING).hasValue(0);
        assertThat(folder.resolve("failing")).doesNotExist();
    }

    @Test
    void theSameExamplesInTheSamePartitionsGiveTheSameBits() throws Exception {
        assertThat(parameters("first")).isEqualTo(parameters("second"));
    }

    @Test
    void anExportServesTrainingsUntilItIsClosed() throws Exception {
        Path gone = new Path(folder.resolve("gone").toUri());
        try (RddExport export = new RddExport(examples(10, 2), gone)) {
            assertThat(folder.resolve("gone")).doesNotExist();
            for (int i = 0; i < 2; i++) {
                try (RddTraining training = open(export)) {
                    assertThat(training.kernel().engine()).isEqualTo("onednn");
                    training.train(Progress.start(training.initial()), 1, (report, at) -> {});
                }
                assertThat(part("gone")).exists();
            }
        }
        assertThat(folder.resolve("gone")).doesNotExist();
    }

    /** A shuffle delivers rows in the order in which its pieces arrive, which is different each time. */
    @Test
    void theOrderInWhichAShuffleBringsExamplesDoesNotMatter() throws Exception {
        assertThat(afterShuffle("forward", 1, 1)).isEqualTo(afterShuffle("backward", 49, 2));
    }

    private byte[] afterShuffle(String name, int step, int partitions) throws Exception {
        List<Integer> numbers =
                IntStream.range(0, 50).mapToObj(i -> i * step % 50).toList();
        JavaRDD<Integer> shuffled = spark.parallelize(numbers, partitions)
                .mapToPair(number -> new Tuple2<>(number % 3, number))
                .partitionBy(new HashPartitioner(3))
                .values();
        return parameters(name, shuffled.map(RddTrainingIT::example));
    }

    @Test
    void anExampleOfAnotherSizeIsRefusedAndNothingIsLeft() {
        JavaRDD<Example> wrong = spark.parallelize(
                        IntStream.range(0, 1000).boxed().toList(), 4)
                .map(number -> number == 900 ? new Example(new float[63], new float[3]) : example(number));

        assertThatThrownBy(() -> open("wrong", wrong)).hasMessageContaining("must have 64 features");
        assertThat(folder.resolve("wrong")).doesNotExist();
    }

    @Test
    void aFolderThatExecutorsDoNotSeeIsRefused() {
        Path nowhere = new Path(folder.resolve("nowhere").toUri());

        assertThatThrownBy(() -> ShardExport.write(
                        examples(10, 2), TINY.model().input(), TINY.model().outputs(), nowhere))
                .hasMessageContaining("must be on a file system that all executors see");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void closingLeavesNothingBehindInTheContext() throws Exception {
        int listeners = spark.sc().listenerBus().listeners().size();
        try (RddTraining training = open("traces", examples(10, 2))) {
            training.train(Progress.start(training.initial()), 1, (report, at) -> {});
        }
        assertThat(spark.sc().listenerBus().listeners().size()).isEqualTo(listeners);
        assertThat(files(spark.env()
                        .blockManager()
                        .diskBlockManager()
                        .localDirs()[0]
                        .toPath()))
                .noneMatch(file -> file.toString().contains("convoy-shards/"));
    }

    private static List<java.nio.file.Path> files(java.nio.file.Path below) throws Exception {
        try (var files = Files.walk(below)) {
            return files.toList();
        }
    }

    @Test
    void noExamplesAreRefused() {
        assertThatThrownBy(() -> open("none", examples(0, 2))).hasMessageContaining("there must be examples");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aShardThatWasChangedIsRefused() throws Exception {
        try (RddTraining training = open("changed", examples(10, 1))) {
            java.nio.file.Path part = part("changed");
            byte[] bytes = Files.readAllBytes(part);
            bytes[100] ^= 1;
            Files.write(part, bytes);
            Files.deleteIfExists(part.resolveSibling("." + part.getFileName() + ".crc"));

            assertThatThrownBy(() -> training.train(Progress.start(training.initial()), 1, (report, at) -> {}))
                    .hasStackTraceContaining("must exist and be undamaged");
        }
    }

    private java.nio.file.Path part(String name) throws Exception {
        try (var files = Files.list(folder.resolve(name))) {
            return files.filter(file -> file.getFileName().toString().startsWith("part"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private byte[] parameters(String name) throws Exception {
        return parameters(name, examples(50, 3));
    }

    private byte[] parameters(String name, JavaRDD<Example> examples) throws Exception {
        try (RddTraining training = open(name, examples)) {
            return training.train(Progress.start(training.initial()), 1, (report, at) -> {})
                    .state()
                    .parameters()
                    .bytes();
        }
    }

    private static double loss(RddTraining training, Progress at) throws Exception {
        double[] last = new double[1];
        training.train(at, 1, (report, end) -> last[0] = report.loss());
        return last[0];
    }

    private RddTraining open(String name, JavaRDD<Example> examples) throws Exception {
        RddExport export = new RddExport(examples, new Path(folder.resolve(name).toUri()));
        return open(export);
    }

    private RddTraining open(RddExport export) throws Exception {
        return RddTraining.of(spark, TINY.model(), SETTINGS, export);
    }

    private JavaRDD<Example> examples(int count, int partitions) {
        return spark.parallelize(IntStream.range(0, count).boxed().toList(), partitions)
                .map(RddTrainingIT::example);
    }

    /** Images in which a bright row tells the class. */
    private static Example example(int number) {
        int label = number % 3;
        float[] features = new float[64];
        for (int i = 0; i < features.length; i++) {
            features[i] = ((number * 31 + i * 17) % 29) / 29f - 0.5f + (i / 8 == 2 * label ? 1 : 0);
        }
        float[] labels = new float[3];
        labels[label] = 1;
        return new Example(features, labels);
    }
}
