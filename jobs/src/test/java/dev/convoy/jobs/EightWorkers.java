package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** One small configuration, W = 8 and 13 rounds an epoch, that every cluster must train to the same bits. */
final class EightWorkers {
    static final Map<String, String> KEYS = Map.of(
            "train.epochs", "1", "train.workers", "8", "train.averaging-frequency", "2", "train.batch-size", "50");
    static final int ROUNDS = 13;

    private EightWorkers() {}

    /** The command line of the job. */
    static List<String> command(Path run) {
        List<String> command = new ArrayList<>(List.of("train", "-D", "run.dir=" + run));
        KEYS.forEach((key, value) -> command.addAll(List.of("-D", key + "=" + value)));
        return command;
    }

    /** What {@code local[1]} makes of it. */
    static String quietSha(java.nio.file.Path folder) throws IOException, InterruptedException {
        Path run = new Path(folder.resolve("quiet").toUri());
        List<String> command = command(run);
        command.addAll(List.of("--", "--master", "local[1]"));
        Submission submission = Submission.run(command.toArray(String[]::new));

        assertThat(submission.code()).as(submission.why()).isZero();
        return completed(run, new Configuration()).get("paramsSha256").asText();
    }

    /** The {@code run.json} of a run that must have completed. */
    static JsonNode completed(Path run, Configuration hadoop) throws IOException {
        FileSystem files = run.getFileSystem(hadoop);
        try (InputStream in = files.open(new Path(run, "run.json"))) {
            JsonNode summary = new ObjectMapper().readTree(in);
            assertThat(summary.get("status").asText()).isEqualTo("completed");
            return summary;
        }
    }
}
