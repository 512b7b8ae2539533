package dev.convoy.driver.predict;

import dev.convoy.augment.ExampleSeed;
import dev.convoy.driver.spark.SparkInference;
import dev.convoy.feed.ImagePreparation;
import dev.convoy.feed.MinibatchBuffer;
import dev.convoy.image.Raster;
import dev.convoy.image.UnreadableImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Predicts the images of a part, a minibatch at a time. */
final class PartPredictor implements ImagePart.Sink, AutoCloseable {
    private static final int BATCH_SIZE = 64;

    private final SparkInference network;
    private final PredictionRule rule;
    private final PredictionTable table;
    private final ImagePreparation images;
    private final MinibatchBuffer buffer;
    private final float[] outputs;
    private final List<NamedImage> waiting = new ArrayList<>();
    private final PartResult result = new PartResult();

    PartPredictor(SparkInference network, PredictionRule rule, PredictionTable table) {
        this.network = network;
        this.rule = rule;
        this.table = table;
        this.images = new ImagePreparation(rule.images(), rule.input());
        this.buffer = rule.buffer();
        this.outputs = new float[BATCH_SIZE * rule.classes().size()];
        buffer.reserve(BATCH_SIZE, true);
    }

    @Override
    public void add(NamedImage image) throws IOException {
        try {
            Raster pixels = images.prepare(image.bytes(), image.bytes().length, image.raw(), ExampleSeed.NONE);
            buffer.pixels(waiting.size(), pixels.pixels(), 0, Math.max(0, label(image)));
        } catch (UnreadableImageException e) {
            unreadable(image.id(), e.getMessage());
            return;
        }
        waiting.add(new NamedImage(image.id(), image.label(), null, null));
        if (waiting.size() == BATCH_SIZE) {
            predict();
        }
    }

    @Override
    public void unreadable(String id, String reason) {
        result.unreadable(id + " " + reason);
    }

    /** Predicts what is left, and returns what all of it adds up to. */
    PartResult end() throws IOException {
        if (!waiting.isEmpty()) {
            predict();
        }
        return result;
    }

    private void predict() throws IOException {
        int classes = rule.classes().size();
        double loss = network.outputs(buffer.batch(waiting.size(), 0), outputs);
        for (int i = 0; i < waiting.size(); i++) {
            int[] best = best(i * classes, classes);
            int label = label(waiting.get(i));
            String name = label < 0 ? null : rule.classes().get(label);
            table.write(waiting.get(i).id(), name, best, outputs, i * classes);
            result.predicted(line(waiting.get(i).id(), best, i * classes));
            if (label >= 0) {
                result.sums().add(label, best, outputs[i * classes + best[0]]);
            }
        }
        result.sums().lossSum += loss;
        waiting.clear();
    }

    private String line(String id, int[] best, int from) {
        return Arrays.stream(best)
                .mapToObj(k ->
                        String.format(Locale.ROOT, "%s %.4f", rule.classes().get(k), outputs[from + k]))
                .collect(Collectors.joining(", ", id + ": ", ""));
    }

    private int label(NamedImage image) {
        return image.label() < 0 || rule.classOf().isEmpty()
                ? -1
                : rule.classOf().get(image.label());
    }

    /** Returns the classes with the greatest outputs, greatest first; of equal ones, the first class first. */
    private int[] best(int from, int classes) {
        int[] best = new int[Math.min(Math.max(rule.top(), 1), classes)];
        boolean[] taken = new boolean[classes];
        for (int place = 0; place < best.length; place++) {
            int greatest = -1;
            for (int k = 0; k < classes; k++) {
                if (!taken[k] && (greatest < 0 || outputs[from + k] > outputs[from + greatest])) {
                    greatest = k;
                }
            }
            taken[greatest] = true;
            best[place] = greatest;
        }
        return best;
    }

    @Override
    public void close() {
        images.close();
    }
}
