package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.dataset.IdxFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Training on data with a rare class: one image in 50 of a class of Fashion-MNIST's sample; the test images are whole. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(LocalCluster.class)
class RareClassIT {
    private static final Path SAMPLE = Path.of("data/fashion-mnist-sample").toAbsolutePath();
    /** Bags. docs/data.md has the figures. */
    private static final int RARE = 8;

    private static final int ONE_IN = 50;
    private static final int IMAGES_START = 16;
    private static final int LABELS_START = 8;
    private static final int IMAGE = 28 * 28;

    @TempDir
    static Path folder;

    @BeforeAll
    void prepare() throws IOException {
        for (String name : List.of("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")) {
            Files.copy(SAMPLE.resolve(name), folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        byte[] images = content("train-images-idx3-ubyte.gz");
        byte[] labels = content("train-labels-idx1-ubyte.gz");
        ByteArrayOutputStream keptImages = new ByteArrayOutputStream();
        ByteArrayOutputStream keptLabels = new ByteArrayOutputStream();
        int rare = 0;
        for (int i = 0; i < labels.length - LABELS_START; i++) {
            int label = labels[LABELS_START + i];
            if (label != RARE || rare++ % ONE_IN == 0) {
                keptImages.write(images, IMAGES_START + i * IMAGE, IMAGE);
                keptLabels.write(label);
            }
        }
        Files.write(
                folder.resolve("train-images-idx3-ubyte"),
                IdxFiles.idx(keptImages.toByteArray(), keptLabels.size(), 28, 28));
        Files.write(
                folder.resolve("train-labels-idx1-ubyte"), IdxFiles.idx(keptLabels.toByteArray(), keptLabels.size()));
    }

    private static byte[] content(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(SAMPLE.resolve(name)))) {
            return in.readAllBytes();
        }
    }

    @Tag("matrix")
    @Test
    void weightsAndBalancedSamplingFindMoreOfTheRareClass() throws IOException {
        double plain = recall("plain");
        double weighted = recall("weighted", "train.class-weights=balanced");
        double sampled = recall("sampled", "train.sampling=balanced");

        assertThat(weighted).isGreaterThan(plain + 0.1);
        assertThat(sampled).isGreaterThan(plain + 0.1);
    }

    private double recall(String name, String... settings) throws IOException {
        train("local[2]", name, settings);
        JsonNode scores =
                Submission.json(folder.resolve(name).resolve("conclusion.json")).get("scores");
        return scores.get("perClass").get(RARE).get("recall").asDouble();
    }

    @Test
    void balancedSamplingHasTheSameBitsForAnyNumberOfTasksAndIsPartOfTheRunsIdentity() throws IOException {
        String[] balanced = {"train.sampling=balanced", "train.workers=4", "train.epochs=1"};
        train("local[3]", "three", balanced);
        train("local[1]", "one", balanced);

        assertThat(run("three").get("paramsSha256")).isEqualTo(run("one").get("paramsSha256"));
        assertThat(run("one").get("examples").asInt())
                .as("an epoch has as many examples as there are")
                .isEqualTo(Integer.parseInt(
                        run("one").get("identity").get("data.train").asText().split("×", -1)[0]));
        VerbRun other = VerbRun.of("local[1]", arguments("one", "train.workers=4", "train.epochs=1"));
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.error()).contains("train.sampling = balanced, now unset");
    }

    @Test
    void weightsAreInTheModelAndPartOfTheRunsIdentity() throws IOException {
        String weights = "train.class-weights={" + RARE + ": 50}";
        String out = train("local[2]", "named", weights, "train.epochs=1");

        assertThat(out).contains("model: its classes have weights from 1.000 to 50.00 in the loss");
        assertThat(Files.readString(folder.resolve("named/model.json"))).contains("50.0");
        // As a driver that continues without the weights.
        VerbRun other = VerbRun.of("local[1]", arguments("named", "train.epochs=1"));
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.error()).contains("train.class-weights = {8=50.0}, now unset");
    }

    @Test
    void weightsOfOtherClassesAreRefusedBeforeAnythingIsWritten() {
        VerbRun unknown = VerbRun.of("local[1]", arguments("unknown", "train.class-weights={boot: 2}"));

        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.error())
                .contains("error: train.class-weights must name classes of data.train. Given: boot.");
        assertThat(folder.resolve("unknown")).doesNotExist();
    }

    private JsonNode run(String name) throws IOException {
        JsonNode run = Submission.json(folder.resolve(name).resolve("run.json"));
        assertThat(run.get("status").asText()).isEqualTo("completed");
        return run;
    }

    private static String train(String master, String name, String... settings) {
        VerbRun run = VerbRun.of(master, arguments(name, settings));
        assertThat(run.code()).as(run.error()).isZero();
        return run.out();
    }

    private static List<String> arguments(String name, String... settings) {
        List<String> arguments = new ArrayList<>(
                List.of("train", "-D", "data.train=" + folder, "-D", "run.dir=" + folder.resolve(name)));
        Arrays.stream(settings).forEach(setting -> arguments.addAll(List.of("-D", setting)));
        return arguments;
    }
}
