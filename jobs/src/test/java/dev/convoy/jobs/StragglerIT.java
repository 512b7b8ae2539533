package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four executors, one at a quarter of the others' speed, and sixteen workers. */
@Tag("matrix")
class StragglerIT {
    private static final String TEST_CLASSES =
            Path.of("target/test-classes").toAbsolutePath().toString();
    /** Rounds until the speeds are known. */
    private static final int LEARNING = 4;

    @TempDir
    private Path folder;

    private ShortRun job;

    @Test
    void aSlowExecutorGetsAsManyWorkersAsSuitItsSpeed() throws Exception {
        job = ShortRun.prepare(8, 24, folder);
        double ideal = SlowExecutor.WORKERS / (3.0 + 1.0 / SlowExecutor.SLOWNESS) * SlowExecutor.FAST_MILLIS / 1000;

        double sparksOrder = train("spark", "spark.locality.wait=1ms");
        double bySpeed = train("speed", "spark.locality.wait=0");

        System.out.printf(
                "a round of %.2f s by speed, %.2f s in Spark's order, ideally %.2f s: %.2f and %.2f times%n",
                bySpeed, sparksOrder, ideal, bySpeed / ideal, sparksOrder / ideal);
        assertThat(sha("speed")).isEqualTo(sha("spark"));
        assertThat(bySpeed).isLessThan(sparksOrder);
    }

    /** Returns the median duration of a round, in seconds. */
    private double train(String name, String property) throws Exception {
        List<String> spark = List.of(
                "spark.executor.memory=600m",
                "spark.scheduler.minRegisteredResourcesRatio=1",
                "spark.plugins=" + SlowExecutor.class.getName(),
                "spark.driver.extraClassPath=" + TEST_CLASSES,
                "spark.executor.extraClassPath=" + TEST_CLASSES,
                property);
        Submission run = Submission.run(job.arguments(
                name,
                "local-cluster[4,1,600]",
                spark,
                "train.workers=" + SlowExecutor.WORKERS,
                "train.averaging-frequency=1"));
        assertThat(run.code()).as(run.why()).isZero();
        List<Double> seconds = new ArrayList<>();
        for (String line : Files.readAllLines(job.at(name).resolve("metrics.jsonl"))) {
            seconds.add(new ObjectMapper().readTree(line).get("seconds").asDouble());
        }
        return seconds.stream().skip(LEARNING).sorted().toList().get((seconds.size() - LEARNING) / 2);
    }

    private String sha(String name) throws IOException {
        return Submission.json(job.at(name).resolve("run.json"))
                .get("paramsSha256")
                .asText();
    }
}
