package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of images to predictions: prepare, train, evaluate, predict. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnImagesIT {
    private static final List<String> CLASSES = ColouredImages.CLASSES;

    @TempDir
    private static Path folder;

    private DatasetRun dataset;
    private String sha;

    @BeforeAll
    void prepareAndTrain() throws IOException {
        dataset = DatasetRun.prepare(folder, folder + "/dataset");
        sha = train("local[1]", "one");
    }

    private static String run(String master, String... arguments) {
        return DatasetRun.run(master, List.of(arguments));
    }

    private String train(String master, String name, String... settings) throws IOException {
        DatasetRun.run(master, dataset.train(name, settings));
        return dataset.sha(name);
    }

    @Test
    void theDataAreLargerThanAWindow() throws IOException {
        assertThat(files("dataset/train")).hasSizeGreaterThan(10);
        assertThat(dataset.summary("one").get("identity").get("data.window").asText())
                .isEqualTo("10 shards");
    }

    @Test
    void anyNumberOfTasksAndThreadsTrainsTheSameBits() throws IOException {
        assertThat(train("local[2]", "two", "data.decode-threads=3")).isEqualTo(sha);
    }

    @Test
    void aRunThatWasStoppedContinuesToTheSameBits() throws IOException {
        train("local[2]", "stopped", "train.epochs=1");
        assertThat(train("local[2]", "stopped")).isEqualTo(sha);
    }

    /** Epochs have four rounds, and each alternating flip changes with them. */
    @Test
    void randomChangesAreTheSameWhoeverMakesThemAndAfterAStop() throws IOException {
        String augmented = train("local[1]", "augmented", DatasetRun.AUGMENTED, "data.decode-threads=1");
        assertThat(augmented).isNotEqualTo(sha);
        assertThat(train("local[2]", "threads", DatasetRun.AUGMENTED, "data.decode-threads=3"))
                .isEqualTo(augmented);
        train("local[2]", "begun", DatasetRun.AUGMENTED, "train.epochs=2", "data.decode-threads=3");
        assertThat(train("local[1]", "begun", DatasetRun.AUGMENTED)).isEqualTo(augmented);
    }

    /** Batch normalization, schedules, averaged weights and all that decides an end. */
    @Test
    void whateverSurroundsUpdatesIsTheSameWhoeverMakesThem() throws IOException {
        String[] settings = DatasetRun.LEARNING.toArray(String[]::new);
        String learned = train("local[1]", "learned", settings);
        assertThat(folder.resolve("learned/model-ema.zip")).isNotEmptyFile();
        assertThat(train("local[2]", "other", settings)).isEqualTo(learned);
    }

    @Test
    void evaluateSaysHowRightTheNetworkIsByTheNamesOfTheClasses() throws IOException {
        String out = run("local[2]", "evaluate", "--run", folder + "/one", "--data", folder + "/dataset");

        JsonNode summary = Submission.json(folder.resolve("one/evaluation/summary.json"));
        assertThat(summary.get("classes")).extracting(JsonNode::asText).containsExactlyElementsOf(CLASSES);
        assertThat(summary.get("images").asInt()).isEqualTo(30);
        assertThat(summary.get("accuracy").asDouble())
                .isEqualTo(dataset.summary("one").get("testAccuracy").asDouble())
                .isGreaterThan(0.6);
        assertThat(summary.get("loss").asDouble())
                .isCloseTo(
                        dataset.summary("one").get("testLoss").asDouble(),
                        org.assertj.core.api.Assertions.within(1e-6));
        assertThat(out).contains("green", "accuracy", "calibration error");
    }

    @Test
    void validationImagesChooseTheBestCheckpointWhichCanBeEvaluated() throws IOException {
        JsonNode best = dataset.summary("one").get("best");
        String out = folder + "/best";
        run(
                "local[2]",
                "evaluate",
                "--run",
                folder + "/one",
                "--checkpoint",
                "best",
                "--data",
                folder + "/dataset",
                "--out",
                out);

        assertThat(best.get("by").asText()).isEqualTo("validation");
        assertThat(dataset.summary("one").get("validationAccuracy").asDouble() * 12)
                .isBetween(0.0, 12.0);
        assertThat(Submission.json(Path.of(out, "summary.json")).get("rounds").asInt())
                .isEqualTo(best.get("round").asInt());
    }

    /** The file alone knows the classes, the normalization and the size of the images. */
    @Test
    void aModelsFilePredictsAsItsRunDoes() throws IOException {
        Path file = Files.copy(folder.resolve("one/model.zip"), folder.resolve("taken.zip"));
        String data = folder + "/images/test";
        run("local[1]", "predict", "--run", folder + "/one", "--data", data, "--out", folder + "/by-run");
        run("local[1]", "predict", "--model", file.toString(), "--data", data, "--out", folder + "/by-file");

        assertThat(files("by-file")).isEqualTo(files("by-run"));
        for (String name : files("by-file")) {
            assertThat(folder.resolve("by-file").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("by-run").resolve(name));
        }
    }

    @Test
    void predictWritesTheSameFilesOnAnyNumberOfTasks() throws IOException {
        String data = folder + "/images/test";
        run("local[1]", "predict", "--run", folder + "/one", "--data", data, "--out", folder + "/p1", "--top", "2");
        System.setProperty("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
        try {
            run("local[2]", "predict", "--run", folder + "/one", "--data", data, "--out", folder + "/p2", "--top", "2");
        } finally {
            System.clearProperty("spark.serializer");
        }

        assertThat(files("p1")).isNotEmpty().isEqualTo(files("p2"));
        for (String name : files("p1")) {
            assertThat(folder.resolve("p2").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("p1").resolve(name));
        }
    }

    @Test
    void oneImageIsPredictedOnTheConsole() {
        String out = run("local[1]", "predict", "--run", folder + "/one", "--data", folder + "/images/test/red/92.jpg");

        assertThat(out).contains("92.jpg: ", "red 0.");
    }

    @Test
    void predictionsOfNoImageAreNotWritten() throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        byte[] image = Files.readAllBytes(folder.resolve("images/test/red/92.jpg"));
        Files.write(broken.resolve("a.jpg"), Arrays.copyOf(image, 30));
        assertRefused(
                List.of("predict", "--run", folder + "/one", "--data", broken.toString(), "--out", folder + "/none"),
                "--data must have images that can be read. Given: " + broken + " with 1 that cannot, such as a.jpg");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aFileOfSeveralImagesNeedsAFolderForPredictions() throws IOException {
        List<String> rows = files("images/test/red").stream()
                .map(name -> "images/test/red/" + name)
                .toList();
        Path list = Files.writeString(folder.resolve("list.csv"), "path\n" + String.join("\n", rows));
        assertRefused(
                List.of("predict", "--run", folder + "/one", "--data", list.toString()),
                "--out must be given for more than one image. Given: " + rows.size() + " images in " + list);
    }

    @Test
    void evaluateSaysThatItsImagesAreThoseOfTheTraining() throws IOException {
        assertThat(run("local[2]", "evaluate", "--run", folder + "/one", "--data", folder + "/dataset"))
                .doesNotContain("trained on these images");
        DatasetRun.run(
                "local[2]",
                List.of(
                        "prepare",
                        "--from",
                        folder + "/images/test",
                        "--to",
                        folder + "/single",
                        "-D",
                        "prepare.splits={train: 1}"));
        DatasetRun.run("local[2]", dataset.train("single-run", "data.train=" + folder + "/single", "train.epochs=1"));
        assertThat(run("local[2]", "evaluate", "--run", folder + "/single-run", "--data", folder + "/single"))
                .contains("the network was trained on these images");
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        assertRefused(
                List.of("train", "-D", "data.train=" + folder + "/images"),
                "./submit.sh prepare --from FOLDER --to DATASET");
        assertRefused(
                List.of("train", "-D", "data.train=" + folder + "/dataset", "-D", "run.dir=" + folder + "/none"),
                "data.image-size must be set for images of different sizes");
        assertRefused(
                List.of("predict", "--run", folder + "/one", "--data", folder + "/images/test"),
                "--out must be given for more than one image");
        assertRefused(
                List.of("evaluate", "--run", folder + "/one", "--data", folder + "/nowhere"),
                "--data must name a folder or an IDX file that exists");
        assertRefused(
                List.of("evaluate", "--model", folder + "/one/model.zip", "--data", folder + "/dataset"),
                "--out must be given with --model");
        assertRefused(
                List.of("predict", "--model", folder + "/one/model.json", "--data", folder + "/images/test/red/92.jpg"),
                "a trained model must be a zip of Deeplearning4j, such as a run's model.zip, or a Keras .h5 file");
        assertRefused(
                List.of(
                        "train",
                        "-D",
                        "data.train=" + folder + "/dataset",
                        "-D",
                        "data.image-size=16",
                        "-D",
                        "data.normalization=unity",
                        "-D",
                        "run.dir=" + folder + "/none"),
                "data.normalization must be auto, standard, unit, symmetric, imagenet or {mean");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private static void assertRefused(List<String> arguments, String message) {
        VerbRun run = VerbRun.of("local[1]", arguments);
        assertThat(run.code()).as(run.error()).isEqualTo(2);
        assertThat(run.error().strip()).contains(message).doesNotContain("\n");
    }

    private static List<String> files(String of) throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve(of))) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
