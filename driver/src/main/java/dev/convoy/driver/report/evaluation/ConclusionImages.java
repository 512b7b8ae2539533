package dev.convoy.driver.report.evaluation;

import dev.convoy.augment.ExampleSeed;
import dev.convoy.driver.dataset.NamedShard;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.driver.predict.PredictionResult;
import dev.convoy.driver.report.evaluation.Conclusion.ShownImage;
import dev.convoy.feed.ImagePreparation;
import dev.convoy.feed.RecordFormat;
import dev.convoy.image.UnreadableImageException;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Predictions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the images of an evaluation that a report shows. The driver reads them itself, so it looks at the first shards
 * only: {@value SHARDS} of about 100 MB take seconds.
 */
public final class ConclusionImages {
    private static final Logger LOG = LoggerFactory.getLogger(ConclusionImages.class);
    private static final int SHARDS = 8;
    private static final int SIDE = 96;
    private static final int MOST_BYTES = 900_000;

    private final Predictions predictions;
    private final Examples examples;
    private final Configuration hadoop;

    public ConclusionImages(Predictions predictions, Examples examples, Configuration hadoop) {
        this.predictions = predictions;
        this.examples = examples;
        this.hadoop = hadoop;
    }

    /** @param classes names of the network's outputs */
    public Conclusion conclude(String split, int rounds, List<String> classes) {
        long searched = 0;
        for (Shard shard :
                examples.shards().subList(0, Math.min(SHARDS, examples.shards().size()))) {
            searched += shard.count();
        }
        List<Integer> chosen = ImageChoice.of(predictions, (int) searched);
        Map<Integer, ShownImage> found = new TreeMap<>(Comparator.comparing(chosen::indexOf));
        int start = 0;
        for (Shard shard : examples.shards()) {
            int from = start;
            int to = start + shard.count();
            List<Integer> here =
                    chosen.stream().filter(i -> i >= from && i < to).toList();
            if (!here.isEmpty() && shard instanceof NamedShard named) {
                attempt(named, from, here, found);
            }
            start = to;
        }
        return new Conclusion(
                split, rounds, PredictionResult.scores(predictions, classes), searched, fitting(found.values()));
    }

    /** The scores are worth more than the images. */
    private void attempt(NamedShard shard, int start, List<Integer> wanted, Map<Integer, ShownImage> found) {
        try {
            read(shard, start, wanted, found);
        } catch (IOException | RuntimeException e) {
            LOG.warn("images of a shard cannot be shown in the report", e);
        }
    }

    /** Returns as many images as a page can have. */
    private static List<ShownImage> fitting(Iterable<ShownImage> images) {
        List<ShownImage> fitting = new ArrayList<>();
        int size = 0;
        for (ShownImage image : images) {
            size += image.source().length();
            if (size <= MOST_BYTES) {
                fitting.add(image);
            }
        }
        return fitting;
    }

    private void read(NamedShard shard, int start, List<Integer> wanted, Map<Integer, ShownImage> found)
            throws IOException {
        int last = wanted.stream().mapToInt(i -> i).max().orElseThrow();
        Shape raw = examples.rule().format().kind() == RecordFormat.Kind.PIXELS
                ? examples.rule().format().shape()
                : null;
        Thumbnail thumbnail = new Thumbnail(SIDE);
        int[] row = {start};
        try (ImagePreparation images =
                new ImagePreparation(examples.rule().images(), examples.rule().shape())) {
            shard.readNamed(hadoop, 0, last - start + 1, (id, label, bytes) -> {
                int index = row[0]++;
                if (wanted.contains(index)) {
                    try {
                        found.put(
                                index,
                                shown(
                                        index,
                                        id,
                                        thumbnail.of(images.prepare(bytes, bytes.length, raw, ExampleSeed.NONE))));
                    } catch (UnreadableImageException e) {
                        throw new IOException(id + " " + e.getMessage(), e);
                    }
                }
            });
        }
    }

    private ShownImage shown(int index, String id, String source) {
        return new ShownImage(
                id,
                predictions.labels()[index],
                predictions.predicted()[index],
                predictions.confidences()[index],
                predictions.labelOutputs()[index],
                source);
    }
}
