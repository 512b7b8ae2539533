package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.files.UserPath;
import dev.convoy.feed.Normalization;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * A set of examples, as the driver knows it.
 *
 * @param shards where the examples are stored
 * @param format of the stored examples
 * @param classes names of the classes, in the order of the labels
 * @param classCounts number of examples of each class; empty if labels are among the features' bytes
 * @param fingerprint text that changes with any bit of the images or labels
 * @param normalization normalization by the training images' statistics
 */
public record Dataset(
        List<Shard> shards,
        RecordFormat format,
        List<String> classes,
        List<Long> classCounts,
        String fingerprint,
        Normalization normalization) {
    /** No examples. */
    public static final Dataset NONE = new Dataset(
            List.of(),
            RecordFormat.pixels(new Shape(1, 0, 0)),
            List.of(),
            List.of(),
            "none",
            Normalization.same(1, 0, 1));

    private static final List<DatasetFormat> FORMATS = List.of(new PreparedFormat(), new IdxFormat());

    /**
     * Opens a data set.
     *
     * @param location a folder or file on any Hadoop file system
     * @throws InvalidInputException naming the file that is missing or damaged
     */
    public static Dataset open(String location, Split part, Configuration hadoop) throws IOException {
        return openFor("data." + part.key(), location, part, hadoop);
    }

    /** @param key key or option that names the location, for messages */
    public static Dataset openFor(String key, String location, Split part, Configuration hadoop) throws IOException {
        return open(key, location, part, part == Split.TRAIN, hadoop);
    }

    /**
     * Opens the part of the training data that is not trained on.
     *
     * @return {@link #NONE} if there are no examples for this part
     */
    public static Dataset openOther(String location, Split part, Configuration hadoop) throws IOException {
        return open("data." + part.key(), location, part, true, hadoop);
    }

    private static Dataset open(String key, String location, Split part, boolean isTrainingData, Configuration hadoop)
            throws IOException {
        UserPath path = UserPath.of(key, location, hadoop);
        if (!path.files().exists(path.path())) {
            throw new InvalidInputException(
                    key + " must name a folder or an IDX file that exists",
                    location,
                    "Check the path; on a cluster, all machines must see it.");
        }
        DatasetFormat.Location place = new DatasetFormat.Location(key, part, location, path, isTrainingData);
        for (DatasetFormat format : FORMATS) {
            Optional<Dataset> found = format.open(place, hadoop);
            if (found.isPresent()) {
                return found.get();
            }
        }
        throw new IllegalStateException("the last format refuses what is of no format");
    }

    /** The shape of each example. */
    public Shape shape() {
        return format.shape();
    }

    /** Number of examples. */
    public long count() {
        return shards.stream().mapToLong(Shard::count).sum();
    }

    /** Returns the number of examples in each shard. */
    public List<Integer> shardSizes() {
        return shards.stream().map(Shard::count).toList();
    }

    /** Returns the names of classes that are known by their numbers only. */
    public static List<String> numbered(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }
}
