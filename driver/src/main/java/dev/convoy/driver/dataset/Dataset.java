package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.plan.Plan;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Images;
import dev.convoy.worker.Normalization;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;

/**
 * A set of images, as the driver knows it after reading it once.
 *
 * @param shards where the images are stored
 * @param shardSizes number of images in each shard
 * @param classes largest label plus 1
 * @param fingerprint text that changes with any bit of the images or labels
 */
public record Dataset(
        List<Shard> shards,
        List<Integer> shardSizes,
        Shape shape,
        int classes,
        String fingerprint,
        Normalization normalization) {

    /** The part of a folder's files: training or test. */
    public enum Part {
        TRAIN("data.train", "train", "train"),
        TEST("data.test", "t10k", "t10k|test");

        private final String key;
        private final String name;
        private final String names;

        Part(String key, String name, String names) {
            this.key = key;
            this.name = name;
            this.names = names;
        }

        /** The key whose value names the files. */
        String key() {
            return key;
        }

        /** The name of the part in MNIST's file names. */
        String fileName() {
            return name;
        }

        /** The names of the part in file names, as a regular expression. */
        String fileNames() {
            return names;
        }
    }

    /**
     * @param location a folder with the four files of the MNIST family, or an images file
     * @throws InvalidInputException naming the file that is missing or damaged
     */
    public static Dataset open(String location, Part part, Configuration hadoop) throws IOException {
        IdxShard shard = IdxLocation.find(location, UserPath.of(part.key, location, hadoop), part);
        Images images = shard.read(hadoop);
        if (part == Part.TRAIN) {
            requireSeveralClasses(images, part.key);
        }
        return describe(shard, images);
    }

    public Dataset {
        Plan.requireCountable(shardSizes);
    }

    /** Number of examples. */
    public int count() {
        return shardSizes.stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns an empty data set of the same shape and classes, for a job without test images. */
    public Dataset withoutExamples() {
        return new Dataset(List.of(), List.of(), shape, classes, "none", normalization);
    }

    private static void requireSeveralClasses(Images images, String key) {
        int[] labels = images.labels();
        if (Arrays.stream(labels).allMatch(label -> label == labels[0])) {
            throw new InvalidInputException(
                    key + " must have images of at least two classes",
                    String.format(Locale.ROOT, "%,d images, all labelled %d", labels.length, labels[0]),
                    "Check the labels file; a network that tells classes apart learns nothing from one.");
        }
    }

    private static Dataset describe(IdxShard shard, Images images) {
        CRC32C checksum = new CRC32C();
        checksum.update(images.pixels());
        long classes = 0;
        for (int label : images.labels()) {
            checksum.update(label);
            classes = Math.max(classes, label + 1L);
        }
        PixelStatistics statistics = new PixelStatistics(images.shape().channels());
        statistics.add(images.shape(), images.pixels());
        return new Dataset(
                List.of(shard),
                List.of(images.count()),
                images.shape(),
                (int) classes,
                images.count() + "×" + images.shape() + ":" + Long.toHexString(checksum.getValue()),
                statistics.normalization());
    }
}
