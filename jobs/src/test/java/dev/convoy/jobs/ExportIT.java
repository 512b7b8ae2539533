package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.TestImages;
import dev.convoy.driver.dataset.manifest.Split;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A trained model is exported as ONNX, and another implementation classifies the same images equally. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportIT {
    /** Images whose greatest two probabilities differ by less than rounding may be classified differently. */
    private static final double TOLERANCE = 0.001;

    private static final String SAMPLE =
            Path.of("data/fashion-mnist-sample").toAbsolutePath().toString();

    @TempDir
    static Path folder;

    private Path run;

    @BeforeAll
    void train() {
        run = folder.resolve("run");
        List<String> arguments = new ArrayList<>(List.of("train"));
        Stream.of("data.train=" + SAMPLE, "train.epochs=1", "checkpoint.every-rounds=5", "run.dir=" + run)
                .forEach(setting -> arguments.addAll(List.of("-D", setting)));
        VerbRun training = VerbRun.of("local[2]", arguments);
        assertThat(training.code()).as(training.error()).isZero();
    }

    @Test
    void theFileIsAsAccurateAsTheRun() throws Exception {
        Path file = folder.resolve("new/lenet.onnx");

        Submission export = Submission.run("export", "--run", run.toString(), "--out", file.toString());

        assertThat(export.code()).as(export.why()).isZero();
        assertThat(export.out()).isEqualTo("wrote file:%s, the model after round 8 of 8 of a completed run%n", file);
        double accuracy =
                Submission.json(run.resolve("run.json")).get("testAccuracy").asDouble();
        assertThat(share(probabilities(file), images().labels())).isCloseTo(accuracy, within(TOLERANCE));
        assertThat(file.getParent()).isDirectoryNotContaining(entry -> !entry.equals(file));
    }

    @Test
    void aCheckpointThatIsDamagedGivesWayToTheOneBefore() throws Exception {
        Path damaged = folder.resolve("damaged");
        FileUtils.copyDirectory(run.toFile(), damaged.toFile());
        Files.writeString(damaged.resolve("checkpoints/round-000008/parameters.bin"), "");

        VerbRun export = VerbRun.of(
                "local[1]",
                List.of(
                        "export",
                        "--run",
                        damaged.toString(),
                        "--out",
                        folder.resolve("earlier.onnx").toString()));

        assertThat(export.code()).as(export.error()).isZero();
        assertThat(export.out()).contains("the model after round 5 of 8 of a completed run");
    }

    /** The same files on threads and on executors, and the probabilities of another implementation. */
    @Tag("matrix")
    @Test
    void predictionsAreTheSameOnAnyClusterAndThoseOfTheExportedModel() throws Exception {
        Path file = folder.resolve("predicting.onnx");
        VerbRun export = VerbRun.of("local[1]", List.of("export", "--run", run.toString(), "--out", file.toString()));
        assertThat(export.code()).as(export.error()).isZero();
        List<String> predict = List.of("predict", "--run", run.toString(), "--data", SAMPLE, "--top", "10", "--out");
        Path here = folder.resolve("on-threads");
        VerbRun threads = VerbRun.of(
                "local[2]",
                Stream.concat(predict.stream(), Stream.of(here.toString())).toList());
        assertThat(threads.code()).as(threads.error()).isZero();
        Path there = folder.resolve("on-executors");
        Submission executors = Submission.run(Stream.concat(
                        predict.stream(), Stream.of(there.toString(), "--", "--master", "local-cluster[2,1,1024]"))
                .toArray(String[]::new));
        assertThat(executors.code()).as(executors.why()).isZero();

        assertThat(names(here)).isNotEmpty().isEqualTo(names(there));
        for (String name : names(here)) {
            assertThat(there.resolve(name)).hasSameBinaryContentAs(here.resolve(name));
        }
        Map<String, float[]> predicted = predicted(here);
        float[][] expected = probabilities(file);
        for (int i = 0; i < expected.length; i++) {
            assertThat(predicted.get("t10k-images-idx3-ubyte.gz!" + i))
                    .as("image %d", i)
                    .containsExactly(expected[i], within(1e-4f));
        }
    }

    private static List<String> names(Path predictions) throws IOException {
        try (Stream<Path> files = Files.list(predictions)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Returns the probabilities of the classes 0 to 9 of each image, by id. */
    private static Map<String, float[]> predicted(Path predictions) throws IOException {
        Map<String, float[]> all = new HashMap<>();
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(predictions.toUri());
        try (ParquetReader<Group> reader =
                ParquetReader.builder(new GroupReadSupport(), path).build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                float[] probabilities = new float[10];
                for (int place = 0; place < 10; place++) {
                    String name =
                            row.getGroup("classes", 0).getGroup("list", place).getString("element", 0);
                    probabilities[Integer.parseInt(name)] = row.getGroup("probabilities", 0)
                            .getGroup("list", place)
                            .getFloat("element", 0);
                }
                all.put(row.getString("id", 0), probabilities);
            }
        }
        return all;
    }

    private static TestImages images() throws IOException {
        return TestImages.of(
                Dataset.open(SAMPLE, Split.TEST, new Configuration()).shards().get(0));
    }

    /** Uses the file as somebody would who has only the file: pixels are normalized by its metadata. */
    private static float[][] probabilities(Path onnx) throws IOException, OrtException {
        TestImages images = images();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(onnx.toString())) {
            Map<String, String> metadata = session.getMetadata().getCustomMetadata();
            float mean = Float.parseFloat(metadata.get("pixel-mean"));
            float deviation = Float.parseFloat(metadata.get("pixel-deviation"));
            float[] features = new float[images.pixels().length];
            for (int i = 0; i < features.length; i++) {
                features[i] = ((images.pixels()[i] & 0xff) - mean) / deviation;
            }
            long[] shape = {images.count(), 1, 28, 28};
            try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(features), shape);
                    OrtSession.Result result = session.run(Map.of("image", input))) {
                return (float[][]) result.get("probabilities").orElseThrow().getValue();
            }
        }
    }

    private static double share(float[][] probabilities, int[] labels) {
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            int best = 0;
            for (int k = 1; k < probabilities[i].length; k++) {
                best = probabilities[i][k] > probabilities[i][best] ? k : best;
            }
            right += best == labels[i] ? 1 : 0;
        }
        return (double) right / labels.length;
    }
}
