package dev.convoy.driver.report.evaluation;

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

/**
 * Finds the images of an evaluation that a report shows. The driver reads them itself, so it looks at the first shards
 * only: {@value SHARDS} of about 100 MB take seconds.
 */
public final class ConclusionImages {
    private static final int SHARDS = 8;
    private static final int SIDE = 96;

    private final Predictions predictions;
    private final Examples examples;
    private final Configuration hadoop;

    public ConclusionImages(Predictions predictions, Examples examples, Configuration hadoop) {
        this.predictions = predictions;
        this.examples = examples;
        this.hadoop = hadoop;
    }

    /** @param classes names of the network's outputs */
    public Conclusion conclude(String split, List<String> classes) throws IOException {
        long searched = 0;
        for (Shard shard :
                examples.shards().subList(0, Math.min(SHARDS, examples.shards().size()))) {
            searched += shard.count();
        }
        List<Integer> chosen = ImageChoice.of(predictions, 0, (int) searched);
        Map<Integer, ShownImage> found = new TreeMap<>(Comparator.comparing(chosen::indexOf));
        int start = 0;
        for (Shard shard : examples.shards()) {
            int from = start;
            int to = start + shard.count();
            List<Integer> here =
                    chosen.stream().filter(i -> i >= from && i < to).toList();
            if (!here.isEmpty() && shard instanceof NamedShard named) {
                read(named, from, here, found);
            }
            start = to;
        }
        return new Conclusion(
                split, PredictionResult.scores(predictions, classes), searched, new ArrayList<>(found.values()));
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
                        found.put(index, shown(index, id, thumbnail.of(images.prepare(bytes, bytes.length, raw, 0))));
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
