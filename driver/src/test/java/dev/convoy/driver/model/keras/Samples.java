package dev.convoy.driver.model.keras;

import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.model.ModelRequest;
import dev.convoy.driver.model.ModelRequest.Changes;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.nd4j.linalg.api.buffer.DataType;

/** The files in resources/keras, with the expected results that their README describes. */
public final class Samples {
    static final int EXAMPLES = 3;

    private Samples() {}

    static Path file(String name) {
        try {
            return Path.of(Samples.class.getResource("/keras/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static LoadedModel load(Path file, Shape images, int classes, Optional<String> freezeUntil) throws IOException {
        ModelRequest request =
                new ModelRequest(file.toString(), Changes.of(UpdaterChoice.OWN, freezeUntil), DataType.FLOAT, 7);
        return ModelLoader.load(request, images, classes, new Configuration());
    }

    public static LoadedModel load(String name, Shape images, int classes) throws IOException {
        return load(file(name + ".h5"), images, classes, Optional.empty());
    }

    /** The results of TensorFlow.js for {@link #batch}. */
    public static float[] expected(String name) {
        try {
            List<String> lines = Files.readAllLines(file(name + ".txt"));
            float[] values = new float[lines.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.parseFloat(lines.get(i));
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The inputs of models.js; example n is of class n.
     *
     * @param channelsLast whether the model has images with channels last
     */
    public static Batch batch(Shape shape, int classes, boolean channelsLast) {
        int size = Math.toIntExact(shape.size());
        int places = shape.height() * shape.width();
        float[] features = new float[EXAMPLES * size];
        for (int to = 0; to < features.length; to++) {
            int inside = to % size;
            int turned = inside % places * shape.channels() + inside / places;
            int i = channelsLast ? to - inside + turned : to;
            features[to] = (float) (((i % 257) * (i % 101) * 13 + 7 * i) % 255 / 127.5 - 1);
        }
        float[] labels = new float[EXAMPLES * classes];
        for (int n = 0; n < EXAMPLES; n++) {
            labels[n * classes + n] = 1;
        }
        return new Batch(EXAMPLES, features, labels, 1);
    }
}
