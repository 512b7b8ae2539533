package dev.convoy.driver.dataset;

import dev.convoy.kernel.InvalidInput;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.Images;
import dev.convoy.worker.Normalization;
import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What the driver knows of a set of images after reading it once.
 *
 * @param shards where they lie
 * @param shardSizes how many are in each
 * @param classes one more than the greatest label
 * @param fingerprint changes with any bit of the images or labels
 */
public record Dataset(
        List<Shard> shards,
        List<Integer> shardSizes,
        Shape shape,
        int classes,
        String fingerprint,
        Normalization normalization) {

    /** Which of a folder's files are meant. */
    public enum Part {
        TRAIN("data.train", "train"),
        TEST("data.test", "t10k");

        private final String key;
        private final String prefix;

        Part(String key, String prefix) {
            this.key = key;
            this.prefix = prefix;
        }
    }

    /**
     * @param location a folder with the four files of the MNIST family, or an images file
     * @throws InvalidInput naming the file that is missing or damaged
     */
    public static Dataset open(String location, Part part, Configuration hadoop) throws IOException {
        IdxShard shard = locate(location, part, hadoop);
        return describe(shard, shard.read(hadoop));
    }

    /** How many examples there are. */
    public int count() {
        return shardSizes.stream().mapToInt(Integer::intValue).sum();
    }

    /** The same kind of data, but none of it: for a job that tests nothing. */
    public Dataset withoutExamples() {
        return new Dataset(List.of(), List.of(), shape, classes, "none", normalization);
    }

    private static IdxShard locate(String location, Part part, Configuration hadoop) throws IOException {
        Path path = new Path(location);
        FileSystem files = path.getFileSystem(hadoop);
        if (!files.exists(path)) {
            throw new InvalidInput(
                    part.key + " must name a folder or an IDX file that exists",
                    location,
                    "Check the path; on a cluster, all machines must see it.");
        }
        if (files.getFileStatus(path).isDirectory()) {
            return new IdxShard(
                    present(files, path, part, part.prefix + "-images-idx3-ubyte"),
                    present(files, path, part, part.prefix + "-labels-idx1-ubyte"));
        }
        if (!path.getName().contains("images-idx3")) {
            throw new InvalidInput(
                    part.key + " must name a folder or a file called *images-idx3*", location, "Rename the file.");
        }
        String labels = path.getName().replace("images-idx3", "labels-idx1");
        return new IdxShard(
                files.makeQualified(path).toString(),
                present(files, path.getParent(), part, labels.replaceFirst("\\.gz$", "")));
    }

    /** The file of that name, gzipped or not, wherever the executor that reads it has its working folder. */
    private static String present(FileSystem files, Path folder, Part part, String name) throws IOException {
        for (String candidate : List.of(name, name + ".gz")) {
            Path path = new Path(folder, candidate);
            if (files.exists(path)) {
                return files.makeQualified(path).toString();
            }
        }
        throw new InvalidInput(
                part.key + " needs a file " + name + " or " + name + ".gz", folder, "Put the file there.");
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
