package dev.convoy.driver.prepare.image;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.PixelSums;
import dev.convoy.driver.dataset.manifest.ImageStatistics.SizeRange;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sums over items, which may be added one by one and merged in any order. The size of an object depends on the number of
 * classes, not of images. Spark carries it as JSON.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class Measurements {
    private static final int MAX_CLASSES = 100_000;
    private static final String GREY = "grey";

    // Not Map, for which JSON would give a map in another order.
    private final TreeMap<Split, SplitSums> splits = new TreeMap<>();
    private final TreeMap<String, Long> kinds = new TreeMap<>();
    private final UnreadableSums unreadable = new UnreadableSums();
    private final PixelSums greyTraining = new PixelSums(1);
    private final PixelSums colourTraining = new PixelSums(3);
    private SizeRange sizes;

    /** Sums over the images of a split. */
    @JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
    public static final class SplitSums {
        private long images;
        private long bytes;
        private final TreeMap<String, Long> classes = new TreeMap<>();

        public long images() {
            return images;
        }

        /** About the bytes of its shards. */
        public long bytes() {
            return bytes;
        }

        public long ofClass(String name) {
            return classes.getOrDefault(name, 0L);
        }
    }

    /** @param value an image or the reason why there is none, as bytes */
    public void add(byte[] key, byte[] value) {
        if (ItemKey.isFailure(key)) {
            unreadable.add(ItemKey.id(key), UnreadableFile.of(value));
        } else {
            add(ItemKey.split(key), PreparedImage.factsOf(value));
        }
    }

    private void add(Split split, ImageFacts facts) {
        SplitSums sums = splits.computeIfAbsent(split, first -> new SplitSums());
        sums.images++;
        sums.bytes += facts.storedBytes();
        countClass(sums, facts.label(), 1);
        kinds.merge(facts.kind(), 1L, Long::sum);
        boolean grey = facts.sums().channels() == 1;
        if (grey) {
            kinds.merge(GREY, 1L, Long::sum);
        }
        if (split == Split.TRAIN) {
            (grey ? greyTraining : colourTraining).add(facts.sums());
        }
        int height = facts.size().height();
        int width = facts.size().width();
        widen(new SizeRange(height, height, width, width));
    }

    public Measurements merge(Measurements other) {
        other.splits.forEach((split, theirs) -> {
            SplitSums sums = splits.computeIfAbsent(split, first -> new SplitSums());
            sums.images += theirs.images;
            sums.bytes += theirs.bytes;
            theirs.classes.forEach((name, count) -> countClass(sums, name, count));
        });
        other.kinds.forEach((kind, count) -> kinds.merge(kind, count, Long::sum));
        unreadable.merge(other.unreadable);
        greyTraining.merge(other.greyTraining);
        colourTraining.merge(other.colourTraining);
        if (other.sizes != null) {
            widen(other.sizes);
        }
        return this;
    }

    private void widen(SizeRange other) {
        sizes = sizes == null
                ? other
                : new SizeRange(
                        Math.min(sizes.minHeight(), other.minHeight()),
                        Math.max(sizes.maxHeight(), other.maxHeight()),
                        Math.min(sizes.minWidth(), other.minWidth()),
                        Math.max(sizes.maxWidth(), other.maxWidth()));
    }

    private static void countClass(SplitSums sums, String name, long images) {
        sums.classes.merge(name, images, Long::sum);
        if (sums.classes.size() > MAX_CLASSES) {
            throw new InvalidInputException(
                    "there must be at most " + MAX_CLASSES + " classes",
                    "more, one of them " + InvalidInputException.printable(name),
                    "Check where the labels come from.");
        }
    }

    /** Number of images in all splits. */
    public long images() {
        return splits.values().stream().mapToLong(SplitSums::images).sum();
    }

    public Map<Split, SplitSums> splits() {
        return splits;
    }

    /** Number of images by file format, and of grey ones. */
    public Map<String, Long> kinds() {
        return kinds;
    }

    public UnreadableSums unreadable() {
        return unreadable;
    }

    /** The range of the images' sizes; null if there are none. */
    public SizeRange sizes() {
        return sizes;
    }

    public boolean allGrey() {
        return kinds.getOrDefault(GREY, 0L) == images();
    }

    /** Returns the sums over the training split's pixels. */
    public PixelSums training(int channels) {
        PixelSums sums = new PixelSums(channels);
        if (channels == 3) {
            sums.merge(colourTraining);
        }
        sums.mergeGrey(greyTraining);
        return sums;
    }

    /** Returns the names of all classes, also of those that have only unreadable images. */
    public Set<String> classes() {
        Set<String> names = new TreeSet<>(unreadable.labels());
        splits.values().forEach(sums -> names.addAll(sums.classes.keySet()));
        return names;
    }

    public String json() {
        return Json.line(this);
    }

    public static Measurements of(String json) {
        try {
            return Json.reader(Measurements.class).readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
