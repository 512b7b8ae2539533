package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * LeNet on {@link ColouredImages}, prepared in more shards than the ten of a window.
 *
 * @param folder of the test; images and runs are in it
 * @param dataset on any file system
 */
record DatasetRun(Path folder, String dataset) {
    /** All augmentations that do not exclude each other. */
    static final String AUGMENTED = "train.augment=[{random-resized-crop: {scale: [0.35, 1]}}, alternating-flip,"
            + " {color-jitter: {brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1}}, {rotation: 15},"
            + " {translation: 0.1}, rand-augment, {erasing: 0.25}, {mixup: 0.2}, cutmix]";

    /** A network with batch normalization, and all that surrounds its updates and does not exclude each other. */
    static final List<String> LEARNING = List.of(
            "model=resnet20",
            "train.updater=adamw",
            "train.learning-rate=0.003",
            "train.schedule.type=cosine",
            "train.schedule.warmup=2 steps",
            "train.gradient-clipping.norm=0.5",
            "train.gradient-clipping.value=0.1",
            "train.accumulation=2",
            "train.averaging-frequency=[{from-epoch: 1, frequency: 1}, {from-epoch: 2, frequency: 2}]",
            "train.outer.optimizer=nesterov",
            "train.sampling=balanced",
            "train.label-smoothing=0.1",
            "train.ema=0.9",
            "train.recompute-statistics=true",
            "train.early-stopping.patience=2",
            "checkpoint.best-by=ema-loss");

    /** Writes the images, and prepares them. */
    static DatasetRun prepare(Path folder, String dataset) throws IOException {
        ColouredImages.write(folder.resolve("images"));
        run(
                "local[2]",
                List.of("prepare", "--from", folder + "/images", "--to", dataset, "-D", "prepare.shard-bytes=4kB"));
        return new DatasetRun(folder, dataset);
    }

    /** Runs a verb that must succeed; returns what it prints. */
    static String run(String master, List<String> arguments) {
        VerbRun run = VerbRun.of(master, arguments);
        assertThat(run.code()).as(run.error()).isZero();
        return run.out();
    }

    /**
     * The verb and its options: three epochs of four rounds, if no setting says otherwise.
     *
     * @param name of the run folder
     * @param settings {@code key=value}
     */
    List<String> train(String name, String... settings) {
        Map<String, String> keys = new LinkedHashMap<>(Map.of(
                "data.image-size", "16",
                "data.window", "1kB",
                "train.augment", "random-resized-crop,flip",
                "model", "lenet",
                "train.workers", "2",
                "train.batch-size", "4",
                "train.averaging-frequency", "3",
                "train.epochs", "3",
                "data.train", dataset,
                "run.dir", folder.resolve(name).toString()));
        Arrays.stream(settings)
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> keys.put(setting[0], setting[1]));
        List<String> arguments = new ArrayList<>(List.of("train"));
        keys.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
        return arguments;
    }

    JsonNode summary(String name) throws IOException {
        return Submission.json(folder.resolve(name).resolve("run.json"));
    }

    /** Returns the hash of the weights, and that of the averaged ones if there are some. */
    String sha(String name) throws IOException {
        JsonNode summary = summary(name);
        assertThat(summary.get("status").asText()).isEqualTo("completed");
        return summary.get("paramsSha256").asText()
                + summary.path("averagedWeights").path("paramsSha256").asText();
    }
}
