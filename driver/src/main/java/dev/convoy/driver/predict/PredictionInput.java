package dev.convoy.driver.predict;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.NamedShard;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceItems;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.detect.Sources;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The images that are predicted.
 *
 * @param classes names of the labels; empty if the images have none
 * @param channels channels of the images, 1 or 3; of images that were never prepared, those of colour images
 * @param fingerprint text that changes with the data; of images without a manifest, where they lie
 */
public record PredictionInput(List<ImagePart> parts, List<String> classes, int channels, String fingerprint) {
    private static final int COLOUR = 3;

    /** Images of a part of a shard, at least; a shard has at most eight, because each is read from the shard's start. */
    private static final int IMAGES_OF_PART = 2048;

    private static final int PARTS_OF_SHARD = 8;

    /**
     * Opens images with labels: a prepared data set or IDX files.
     *
     * @param key option that names it, for messages
     * @throws InvalidInputException if it is something else, or has no images to test on
     */
    public static PredictionInput labelled(String key, String location, Configuration hadoop) throws IOException {
        Dataset data = Dataset.openFor(key, location, Split.TEST, hadoop);
        return new PredictionInput(parts(data), data.classes(), data.shape().channels(), data.fingerprint());
    }

    /** Opens a prepared data set, or images of any kind that prepare reads; their labels, if any, are not used. */
    public static PredictionInput any(String key, String location, Configuration hadoop) throws IOException {
        UserPath path = UserPath.of(key, location, hadoop);
        if (!path.files().exists(path.path())) {
            throw new InvalidInputException(
                    key + " must name images that exist", location, "Check the path; all machines must see it.");
        }
        if (DatasetManifest.isIn(path)) {
            Dataset data = Dataset.openFor(key, location, Split.TEST, hadoop);
            return new PredictionInput(parts(data), List.of(), data.shape().channels(), data.fingerprint());
        }
        Source source = Sources.open(location, SourceOptions.of(key), hadoop);
        List<ImagePart> parts = new ArrayList<>();
        source.parts().forEach(part -> parts.add(new OfSource(part)));
        return new PredictionInput(parts, List.of(), COLOUR, path.path().toString());
    }

    private static List<ImagePart> parts(Dataset data) {
        List<ImagePart> parts = new ArrayList<>();
        for (Shard shard : data.shards()) {
            int images = Math.max(IMAGES_OF_PART, (shard.count() - 1) / PARTS_OF_SHARD + 1);
            for (int from = 0; from < shard.count(); from += images) {
                parts.add(new OfShard((NamedShard) shard, from, Math.min(shard.count(), from + images)));
            }
        }
        return parts;
    }

    /** A range of the images of a shard. */
    private record OfShard(NamedShard shard, int from, int to) implements ImagePart {
        @Override
        public void read(Configuration hadoop, Sink sink) throws IOException {
            Shape raw = shard.format().kind() == RecordFormat.Kind.PIXELS
                    ? shard.format().shape()
                    : null;
            shard.readNamed(hadoop, from, to, (id, label, bytes) -> sink.add(new NamedImage(id, label, bytes, raw)));
        }
    }

    /** Images that were never prepared. */
    private record OfSource(SourcePart part) implements ImagePart {
        @Override
        public void read(Configuration hadoop, Sink to) throws IOException {
            try (SourceItems items = part.read(hadoop)) {
                while (items.hasNext()) {
                    SourceItem item = items.next();
                    if (item instanceof SourceImage image) {
                        to.add(new NamedImage(image.id(), -1, image.bytes(), image.pixels()));
                    } else if (item instanceof SourceFailure failure) {
                        to.unreadable(failure.id(), failure.reason());
                    }
                }
            }
        }
    }
}
