package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A task that can never succeed ends the job and says why; the run continues once the reason is gone. */
@ExtendWith(LocalCluster.class)
class PoisonedTaskIT {
    private static final String CLUSTER = "local-cluster[2,1,1024]";

    @TempDir
    private Path folder;

    @Tag("matrix")
    @Test
    void dataThatIsCutWhileTheRunGoesOnEndsItAfterEightAttempts() throws Exception {
        ShortRun job = ShortRun.prepare(4, 10, folder);
        Path images = folder.resolve("data/train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        String[] command = job.arguments("run", CLUSTER, gate.settings(), "checkpoint.every-rounds=5");
        RunWatch watch = new RunWatch(Submission.start(command));
        gate.holdWorkers(8, 2, watch);
        // Executors have copies; those that replace killed ones read the images again.
        Files.write(images, Arrays.copyOf(whole, whole.length / 2));
        for (Path copy : ShardCopies.in(folder.resolve("spark-local"))) {
            Files.delete(copy);
        }
        watch.executors().executors().forEach(ClusterProcesses.Executor::kill);
        gate.open();
        Submission end = watch.submission().end();

        assertThat(end.code()).as(end.why()).isEqualTo(2);
        assertThat(end.error().strip())
                .as(end.why())
                .containsPattern("^error: worker [0-3], in epoch 1, round 8, failed 8 times; last error: ")
                .contains("an IDX file must be whole. Given: file:" + images)
                .endsWith("run the same command again: it continues from the last checkpoint.")
                .doesNotContain("\n");
        JsonNode summary = Submission.json(job.at("run").resolve("run.json"));
        assertThat(summary.get("status").asText()).isEqualTo("failed");
        assertThat("error: " + summary.get("error").asText())
                .isEqualTo(end.error().strip());
        assertThat(summary.get("rounds").asInt()).isEqualTo(7);

        Files.write(images, whole);
        Submission again = Submission.run(command);

        assertThat(again.code()).as(again.why()).isZero();
        assertThat(again.out()).contains("continues after round 5");
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
    }
}
