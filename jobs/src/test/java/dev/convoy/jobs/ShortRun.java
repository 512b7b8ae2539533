package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.convoy.driver.dataset.IdxFiles;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.kernel.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.learning.config.Adam;

/**
 * A tiny network on some hundred images of 8×8, in one epoch: for tests of bits and of the time of events.
 *
 * @param workers W: 4 or 8
 * @param folder of the test; the images, the model and all runs are in it
 */
record ShortRun(int workers, int rounds, Path folder) {
    private static final int MINIBATCHES = 8;
    private static final int BATCH = 4;

    /** Writes images and model. */
    static ShortRun prepare(int workers, int rounds, Path folder) throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        // The last minibatches of the epoch are smaller.
        IdxFiles.writeAll(data, rounds * MINIBATCHES * BATCH - 7, 50, 8, 3, 1);
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(1), 1, 1, 1);
        Files.writeString(model(folder), tiny.job().modelJson());
        return new ShortRun(workers, rounds, folder);
    }

    /** Trains undisturbed, on one thread. */
    String undisturbedSha() throws IOException {
        VerbRun undisturbed = VerbRun.of("local[1]", train("undisturbed"));
        assertThat(undisturbed.code()).as(undisturbed.error()).isZero();
        return sha("undisturbed");
    }

    /** The keys of the job, except the folder of the run. */
    Map<String, String> keys() {
        return Map.of(
                "data.train", folder.resolve("data").toUri().toString(),
                "model", model(folder).toUri().toString(),
                "train.workers", Integer.toString(workers),
                "train.averaging-frequency", Integer.toString(MINIBATCHES / workers),
                "train.batch-size", Integer.toString(BATCH),
                "train.epochs", "1");
    }

    /**
     * The verb and its options.
     *
     * @param name of the run folder, or where it is
     * @param settings {@code key=value}
     */
    List<String> train(String name, String... settings) {
        Map<String, String> keys = new HashMap<>(keys());
        keys.put("run.dir", at(name).toString());
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            keys.put(parts[0], parts[1]);
        }
        List<String> arguments = new ArrayList<>(List.of("train"));
        keys.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return arguments;
    }

    /**
     * A whole submission on a cluster of this machine.
     *
     * @param spark {@code key=value}
     */
    String[] arguments(String name, String master, List<String> spark, String... settings) throws IOException {
        List<String> all = train(name, settings);
        all.addAll(List.of("--", "--master", master));
        List<String> properties = new ArrayList<>(spark);
        // The test's folder also holds the files that killed processes leave.
        properties.add("spark.local.dir=" + folder.resolve("spark-local"));
        properties.add("spark.eventLog.enabled=true");
        properties.add(
                "spark.eventLog.dir=" + Files.createDirectories(events(name)).toUri());
        properties.forEach(property -> all.addAll(List.of("--conf", property)));
        return all.toArray(String[]::new);
    }

    Path at(String name) {
        return folder.resolve(name);
    }

    Path events(String name) {
        return folder.resolve(name + "-events");
    }

    /** Returns the SHA-256 of the run of that name, which must have completed with all its rounds. */
    String sha(String name) throws IOException {
        return completed(new org.apache.hadoop.fs.Path(at(name).toUri()), new Configuration());
    }

    String status(String name) throws IOException {
        return Submission.json(at(name).resolve("run.json")).get("status").asText();
    }

    int count(String name, String field) throws IOException {
        return Submission.json(at(name).resolve("run.json")).get(field).asInt();
    }

    /** The bits of a run in any file system. */
    String completed(org.apache.hadoop.fs.Path run, Configuration hadoop) throws IOException {
        try (InputStream in = run.getFileSystem(hadoop).open(new org.apache.hadoop.fs.Path(run, "run.json"))) {
            JsonNode summary = new ObjectMapper().readTree(in);
            assertThat(summary.get("status").asText()).isEqualTo("completed");
            assertThat(summary.get("rounds").asInt()).isEqualTo(rounds);
            return summary.get("paramsSha256").asText();
        }
    }

    private static Path model(Path folder) {
        return folder.resolve("tiny.json");
    }
}
