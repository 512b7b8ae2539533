package dev.convoy.driver.dataset.manifest;

import dev.convoy.base.InvalidInputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * One split of a dataset.
 *
 * @param classCounts number of images of each class, in the order of the manifest's classes
 */
public record SplitContent(long images, List<Long> classCounts, List<Shard> shards) {
    /**
     * A Parquet file of examples, in the order of their keys.
     *
     * @param file path relative to the dataset
     * @param rows number of examples
     * @param bytes length of the file
     * @param crc32c CRC32C of the whole file, in hexadecimal
     */
    public record Shard(String file, long rows, long bytes, String crc32c) {
        /** Returns the file's path in the dataset. */
        public Path in(Path dataset) {
            return new Path(dataset, file);
        }

        /** @throws InvalidInputException if the file is missing or has another length than it was written with */
        public void requireWhole(FileSystem files, Path dataset) throws IOException {
            String given;
            try {
                long length = files.getFileStatus(in(dataset)).getLen();
                if (length == bytes) {
                    return;
                }
                given = in(dataset) + " with " + length;
            } catch (FileNotFoundException e) {
                given = "no " + in(dataset);
            }
            throw new InvalidInputException(
                    "a shard must have the " + bytes + " bytes that the dataset's manifest names",
                    given,
                    "Copy the dataset again, or remove it and run prepare again.");
        }
    }
}
