package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The verb explain writes a page about a trained run, and says in one line what it cannot use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainIT {
    private static final String SAMPLE =
            Path.of("data/fashion-mnist-sample").toAbsolutePath().toString();

    @TempDir
    static Path folder;

    private Path run;

    @BeforeAll
    void train() {
        run = TrainedSample.of(folder.resolve("run"), "train.epochs=1", "checkpoint.every-rounds=5");
    }

    @Test
    void aPageOfMistakesAndTheirPairsComparedWithAnEarlierCheckpoint() throws IOException {
        Path file = folder.resolve("new/page.html");

        VerbRun explain = explain(
                "--run",
                run.toString(),
                "--images",
                SAMPLE,
                "--compare",
                run + "/checkpoints/round-000005",
                "--out",
                file.toString());

        assertThat(explain.code()).as(explain.error()).isZero();
        assertThat(explain.out()).contains("4 of 256 images, the model after round 8 of 8 of a completed run");
        JsonNode page = data(file);
        assertThat(page.get("compared").get("name").asText())
                .isEqualTo("the model after round 5 of 8 of a completed run");
        assertThat(page.get("compared").get("filters").asText()).isNotEqualTo("");
        List<Boolean> right = new ArrayList<>();
        page.get("images")
                .forEach(image -> right.add(image.get("label").asInt()
                        == image.get("evidence").get(0).get("predicted").asInt()));
        assertThat(right).containsExactly(false, true, false, true);
        assertThat(file.getParent()).isDirectoryNotContaining(entry -> !entry.equals(file));
    }

    @Test
    void allClassesOfALargeFolderAreLookedAt() throws IOException {
        Path photos = folder.resolve("photos");
        Path image = Files.createDirectories(photos.resolve("shirt")).resolve("0.png");
        ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
        for (int i = 1; i < 2100; i++) {
            Files.createLink(photos.resolve("shirt/" + i + ".png"), image);
        }
        Files.createLink(Files.createDirectories(photos.resolve("trouser")).resolve("0.png"), image);

        VerbRun explain = explain(
                "--run",
                run.toString(),
                "--images",
                photos.toString(),
                "--out",
                folder.resolve("photos.html").toString());

        assertThat(explain.out()).as(explain.error()).contains("4 of 33 images");
    }

    @Test
    void aModelFileAndOneImage() throws IOException {
        Path file = folder.resolve("page.html");
        Files.writeString(file, "an earlier page");
        VerbRun explain = explain(
                "--model",
                run.resolve("model.zip").toString(),
                "--images",
                SAMPLE,
                "--max-images",
                "1",
                "--out",
                file.toString());

        assertThat(explain.code()).as(explain.error()).isZero();
        assertThat(data(file).get("images")).hasSize(1);
    }

    @Test
    void theFirstChapterAlone() throws IOException {
        Path file = folder.resolve("chapter.html");

        assertThat(explain("--out", file.toString()).code()).isZero();

        assertThat(data(file).isNull()).isTrue();
    }

    @Test
    void wrongInputIsOneLine() throws IOException {
        String out = folder.resolve("none.html").toString();
        Path cut =
                Files.write(folder.resolve("cut.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
        assertLine("--images must be given with a model", "--run", run.toString(), "--out", out);
        assertLine("--run or --model must be given", "--images", SAMPLE, "--out", out);
        assertLine(
                "--images must have images that can be read",
                "--run",
                run.toString(),
                "--images",
                cut.toString(),
                "--out",
                out);
        assertLine("--images must", "--run", run.toString(), "--images", "/nowhere", "--out", out);
        assertLine(
                "--max-images must be >= 1",
                "--run",
                run.toString(),
                "--images",
                SAMPLE,
                "--max-images",
                "0",
                "--out",
                out);
        assertLine("--out must name a file", "--run", run.toString(), "--images", SAMPLE, "--out", folder.toString());
        assertLine(
                "a run must have a checkpoint after round 3",
                "--run",
                run.toString(),
                "--images",
                SAMPLE,
                "--compare",
                run + "/checkpoints/round-000003",
                "--out",
                out);
        assertThat(Path.of(out)).doesNotExist();
    }

    private static void assertLine(String start, String... arguments) {
        VerbRun explain = explain(arguments);
        assertThat(explain.code()).as(explain.error()).isEqualTo(ExitCode.INVALID);
        assertThat(explain.error().lines()).hasSize(1).first().asString().startsWith("error: " + start);
    }

    private static VerbRun explain(String... arguments) {
        return VerbRun.of(
                "local[1]",
                Stream.concat(Stream.of("explain"), Stream.of(arguments)).toList());
    }

    private static JsonNode data(Path file) throws IOException {
        String html = Files.readString(file);
        String start = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(start) + start.length();
        return new ObjectMapper().readTree(html.substring(from, html.indexOf("</script>", from)));
    }
}
