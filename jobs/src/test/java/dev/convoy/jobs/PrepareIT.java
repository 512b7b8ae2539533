package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.prepare.image.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The verb as a user submits it. The driver's tests look into what it makes. */
@ExtendWith(LocalCluster.class)
class PrepareIT {
    private static final Path SAMPLE = Path.of("data/fashion-mnist-sample").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void separateExecutorsAndOneThreadWriteTheSameFiles() throws Exception {
        Path images = images(60);
        Submission submitted = Submission.run(arguments(
                images, "executors", "--splits", "train=0.8,test=0.2", "--", "--master", "local-cluster[2,1,1024]"));
        assertThat(submitted.code()).as(submitted.why()).isZero();
        VerbRun alone = VerbRun.of(
                "local[1]", List.of(arguments(images, "alone", "-D", "prepare.splits={train: 0.8, test: 0.2}")));
        assertThat(alone.code()).as(alone.error()).isZero();

        assertThat(files("executors")).containsExactlyEntriesOf(files("alone"));
        assertThat(submitted.out())
                .contains(
                        "found a folder per class",
                        "estimate for about 60 images",
                        "<- chosen",
                        "training images: mean")
                .contains("next: ./submit.sh train -D data.train=file:" + folder.resolve("executors"));
    }

    @Test
    void idxFilesAreMadeADatasetOnce() throws Exception {
        String[] arguments = arguments(SAMPLE, "idx");
        VerbRun made = VerbRun.of("local[2]", List.of(arguments));
        assertThat(made.code()).as(made.error()).isZero();
        JsonNode manifest = Submission.json(folder.resolve("idx/manifest.json"));
        assertThat(manifest.at("/stored/kind").asText()).isEqualTo("raw");
        assertThat(manifest.at("/images/height").asInt()).isEqualTo(28);
        assertThat(manifest.at("/splits/train/images").asInt()).isEqualTo(10_000);
        Map<String, byte[]> before = files("idx");

        VerbRun again = VerbRun.of("local[2]", List.of(arguments));
        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("already prepared: file:" + folder.resolve("idx") + " (");
        VerbRun other = VerbRun.of("local[2]", List.of(arguments(SAMPLE, "idx", "--seed", "7")));
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.error())
                .contains("error: prepare.to must be new, or the dataset of the same input, seed and options.")
                .contains("prepared with prepare.seed = 42, now 7");
        assertThat(files("idx")).containsExactlyEntriesOf(before);
    }

    @Test
    void tooManyUnreadableImagesAreWrongInput() throws Exception {
        Path images = images(30);
        Files.write(images.resolve("a/cut.png"), new byte[] {1, 2, 3});
        VerbRun refused = VerbRun.of("local[2]", List.of(arguments(images, "to")));

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.error())
                .startsWith("error: at most 0.1 % of the images may be unreadable. Given: 1 of 31 (1 × ")
                .contains("a/cut.png: ")
                .hasLineCount(1);
        assertThat(folder.resolve("to")).doesNotExist();
    }

    private Path images(int count) throws IOException {
        Path images = folder.resolve("images");
        for (int i = 0; i < count; i++) {
            Path file = images.resolve((i % 2 == 0 ? "a/" : "b/") + i + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, TestImages.png(12, 10 + i % 3, 3, i));
        }
        return images;
    }

    private String[] arguments(Path from, String to, String... more) {
        List<String> arguments = new ArrayList<>(List.of("prepare", "--from", from.toString()));
        arguments.addAll(List.of("--to", folder.resolve(to).toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private Map<String, byte[]> files(String name) throws IOException {
        Path dataset = folder.resolve(name);
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(dataset)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files.put(dataset.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }
}
