package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.worker.Images;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trained model leaves as ONNX, submitted for real, and another implementation tells the same images apart. */
class ExportIT {
    /** Images whose greatest two probabilities differ by less than rounding may be told apart otherwise. */
    private static final double TOLERANCE = 0.001;

    @TempDir
    private Path folder;

    @Test
    void theFileIsAsAccurateAsTheRun() throws Exception {
        Path run = folder.resolve("run");
        Submission training = Submission.run(
                "train", "-D", "train.epochs=1", "-D", "checkpoint.every-rounds=5", "-D", "run.dir=" + run);
        assertThat(training.code()).as(training.why()).isZero();
        Path file = folder.resolve("new/lenet.onnx");

        Submission export = export(run, file);

        assertThat(export.code()).as(export.why()).isZero();
        assertThat(export.out()).isEqualTo("wrote file:%s, the model after round 8 of 8 of a completed run%n", file);
        double accuracy =
                Submission.json(run.resolve("run.json")).get("testAccuracy").asDouble();
        assertThat(accuracy(file)).isCloseTo(accuracy, within(TOLERANCE));
        try (var left = Files.list(file.getParent())) {
            assertThat(left).containsExactly(file);
        }
        aCheckpointThatIsDamagedGivesWayToTheOneBefore(run);
    }

    private void aCheckpointThatIsDamagedGivesWayToTheOneBefore(Path run) throws Exception {
        Files.writeString(run.resolve("checkpoints/round-000008/parameters.bin"), "");

        Submission export = export(run, folder.resolve("earlier.onnx"));

        assertThat(export.code()).as(export.why()).isZero();
        assertThat(export.out()).contains("the model after round 5 of 8 of a completed run");
    }

    private static Submission export(Path run, Path file) throws Exception {
        return Submission.run("export", "--run", run.toString(), "--out", file.toString());
    }

    /** As somebody would use it who has the file alone: pixels are normalized by its metadata. */
    private static double accuracy(Path file) throws IOException, OrtException {
        Images images = (Images) Dataset.open("data/fashion-mnist-sample", Dataset.Part.TEST, new Configuration())
                .shards()
                .get(0)
                .read(new Configuration());
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
