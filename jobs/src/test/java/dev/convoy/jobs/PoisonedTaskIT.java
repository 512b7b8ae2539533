package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A task that can never succeed ends the job and says why; the run continues once the reason is gone. */
@ExtendWith(LocalCluster.class)
class PoisonedTaskIT {
    private static final String IMAGES = "train-images-idx3-ubyte.gz";

    @TempDir
    private Path folder;

    @Tag("long")
    @Test
    void dataThatIsCutWhileTheRunGoesOnEndsItAfterEightAttempts() throws Exception {
        ShortRun lenet = new ShortRun(4, 1, folder);
        String quiet = lenet.quietSha();
        Path data = folder.resolve("data");
        FileUtils.copyDirectory(Path.of("data/fashion-mnist-sample").toFile(), data.toFile());
        byte[] whole = Files.readAllBytes(data.resolve(IMAGES));
        String[] command =
                lenet.arguments("run", "local-cluster[2,1,1024]", "data.train=" + data, "checkpoint.every-rounds=5");
        Submission.Started started = Submission.start(command);
        RunWatch watch = new RunWatch(started);
        watch.untilRound(7);
        // Executors have the images in memory; those that take the place of killed ones read them again.
        Files.write(data.resolve(IMAGES), Arrays.copyOf(whole, whole.length / 2));
        watch.untilExecutors(2).forEach(ClusterProcesses.Executor::kill);
        Submission end = started.end();

        assertThat(end.code()).as(end.why()).isEqualTo(1);
        assertThat(end.error().strip())
                .as(end.why())
                .containsPattern("^error: worker [0-3], in epoch 1, round \\d+, failed 8 times, at last so: ")
                .contains("an IDX file must be whole. Given: file:" + data.resolve(IMAGES))
                .endsWith("the same command then continues from the last checkpoint.")
                .doesNotContain("\n");
        JsonNode summary = Submission.json(lenet.run("run").resolve("run.json"));
        assertThat(summary.get("status").asText()).isEqualTo("failed");
        assertThat("error: " + summary.get("error").asText())
                .isEqualTo(end.error().strip());
        int reached = summary.get("rounds").asInt();
        assertThat(Files.exists(lenet.run("run").resolve("checkpoints/round-%06d".formatted(reached / 5 * 5))))
                .as("the checkpoint before round %d", reached + 1)
                .isTrue();

        Files.write(data.resolve(IMAGES), whole);
        Submission again = Submission.run(command);

        assertThat(again.code()).as(again.why()).isZero();
        assertThat(again.out()).contains("continues after round " + reached / 5 * 5);
        assertThat(lenet.sha("run")).isEqualTo(quiet);
    }
}
