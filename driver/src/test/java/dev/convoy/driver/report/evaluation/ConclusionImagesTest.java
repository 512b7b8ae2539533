package dev.convoy.driver.report.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.IdxFiles;
import dev.convoy.driver.dataset.NamedShard;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.report.evaluation.Conclusion.ShownImage;
import dev.convoy.driver.round.LocalWorkers;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.Predictions;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Sgd;

/** An untrained network is wrong about most images. */
class ConclusionImagesTest {
    private static final List<String> CLASSES = List.of("a", "b", "c");
    private static final int SIDE = 8;
    private static final int IMAGES = 90;

    @TempDir
    private Path folder;

    private final Configuration hadoop = new Configuration();
    private Dataset images;

    @BeforeEach
    void write() throws IOException {
        IdxFiles.writeAll(folder, 10, IMAGES, SIDE, 3, 1);
        images = Dataset.open(folder.toUri().toString(), Split.TEST, hadoop);
    }

    @Test
    void wrongPredictionsComeWithTheirPixelsGreatestLossFirst() throws IOException {
        Conclusion conclusion = conclusion(1);

        assertThat(conclusion.images()).hasSizeBetween(30, IMAGES);
        assertThat(conclusion.images())
                .isSortedAccordingTo(Comparator.comparing(ShownImage::labelOutput))
                .allMatch(image -> image.label() != image.predicted() && image.confidence() >= image.labelOutput());
        List<byte[]> pixels = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        ((NamedShard) images.shards().get(0)).readNamed(hadoop, 0, IMAGES, (id, label, bytes) -> {
            labels.add(label);
            pixels.add(bytes);
        });
        for (ShownImage image : conclusion.images()) {
            int row = Integer.parseInt(image.id().substring(image.id().indexOf('!') + 1));
            assertThat(image.label()).isEqualTo(labels.get(row));
            assertThat(pixels(image)).isEqualTo(pixels.get(row));
        }
    }

    @Test
    void scoresAreThoseOfThePredictions() throws IOException {
        Conclusion conclusion = conclusion(1);

        long right = 0;
        for (int k = 0; k < CLASSES.size(); k++) {
            right += conclusion.scores().confusion().get(k).get(k);
        }
        assertThat(conclusion.scores().images()).isEqualTo(IMAGES);
        assertThat(conclusion.scores().accuracy()).isEqualTo((double) right / IMAGES);
        assertThat(conclusion.scores().top5Accuracy()).isNull();
        assertThat(conclusion.searched()).isEqualTo(IMAGES);
    }

    /** But for the mean of the losses, which is added up in another order. */
    @Test
    void theNumberOfTasksDoesNotMatter() throws IOException {
        assertThat(conclusion(4).images()).isEqualTo(conclusion(1).images());
    }

    private Conclusion conclusion(int workers) throws IOException {
        TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Sgd(0.1), List.of(8), workers, 1, 4);
        Examples test = new Examples(
                images.shards(), tiny.job().data().heldOut().get(Split.TEST).rule());
        WorkerData data = new WorkerData(tiny.job().data().train(), Map.of(Split.TEST, test), CacheSettings.DEFAULT, 1);
        WorkerSpec job = new WorkerSpec(
                tiny.job().modelSpec(), tiny.job().kernel(), data, tiny.job().plan());
        try (Optimizer optimizer = tiny.optimizer();
                LocalWorkers local = new LocalWorkers(job, 1, hadoop)) {
            Predictions predictions = local.evaluate(Split.TEST, optimizer.state());
            return new ConclusionImages(predictions, test, hadoop).conclude("test", CLASSES);
        }
    }

    private static byte[] pixels(ShownImage image) throws IOException {
        byte[] file = Base64.getDecoder().decode(image.source().substring("data:image/png;base64,".length()));
        Raster raster = ImageIO.read(new ByteArrayInputStream(file)).getRaster();
        int[] values = raster.getSamples(0, 0, SIDE, SIDE, 0, (int[]) null);
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
