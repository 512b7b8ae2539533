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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
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
        assertThat(accuracy(file)).isCloseTo(accuracy, within(TOLERANCE));
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

    /** Uses the file as somebody would who has only the file: pixels are normalized by its metadata. */
    private static double accuracy(Path file) throws IOException, OrtException {
        TestImages images = TestImages.of(
                Dataset.open(SAMPLE, Split.TEST, new Configuration()).shards().get(0));
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString())) {
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
                float[][] probabilities =
                        (float[][]) result.get("probabilities").orElseThrow().getValue();
                return share(probabilities, images.labels());
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
