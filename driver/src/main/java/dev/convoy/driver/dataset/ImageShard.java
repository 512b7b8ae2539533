package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.base.Sha256;
import dev.convoy.driver.dataset.parquet.ImageRowReader;
import dev.convoy.driver.dataset.parquet.StoredImage;
import dev.convoy.driver.files.UserPath;
import dev.convoy.feed.ExampleSink;
import dev.convoy.feed.RecordFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;

/**
 * A Parquet file of a prepared dataset.
 *
 * @param path its full path
 * @param crc32c CRC32C of the file, in hexadecimal
 */
record ImageShard(String path, int count, long bytes, String crc32c, RecordFormat format) implements NamedShard {
    @Override
    public String name() {
        return String.format(Locale.ROOT, "images-%s-%08x-%d", crc32c, path.hashCode(), bytes);
    }

    /** Its blocks are on the same hosts as a rule, since a shard has hardly more bytes than a block. */
    @Override
    public List<String> hosts(Configuration hadoop) throws IOException {
        UserPath file = UserPath.of("a shard", path, hadoop);
        Set<String> hosts = new LinkedHashSet<>();
        for (BlockLocation block : file.files().getFileBlockLocations(file.path(), 0, bytes)) {
            hosts.addAll(List.of(block.getHosts()));
        }
        // What file systems say that do not know.
        hosts.remove("localhost");
        return List.copyOf(hosts);
    }

    /** Gives each image the first 8 bytes of the SHA-256 of its id as its key. */
    @Override
    public void read(Configuration hadoop, ExampleSink to) throws IOException {
        readNamed(hadoop, 0, count, (id, label, pixels) -> to.add(key(id), label, pixels, pixels.length));
    }

    @Override
    public void readNamed(Configuration hadoop, int from, int to, Sink sink) throws IOException {
        UserPath file = UserPath.of("a shard", path, hadoop);
        try {
            long given = file.files().getFileStatus(file.path()).getLen();
            if (given != bytes) {
                throw other(given + " bytes, not " + bytes, null);
            }
            readRows(file, from, to, sink);
        } catch (FileNotFoundException e) {
            throw other("a file that is missing", e);
        }
    }

    private void readRows(UserPath file, int from, int to, Sink sink) throws IOException {
        int row = 0;
        try (ImageRowReader<StoredImage> reader = ImageRowReader.ofImages(file.files(), file.path())) {
            Optional<StoredImage> next = reader.next();
            for (; next.isPresent() && row < to; row++) {
                if (row >= from) {
                    sink.add(next.get().id(), next.get().label(), next.get().pixels());
                }
                next = reader.next();
            }
            if (row < to || (to == count && next.isPresent())) {
                throw other(row + " images or more", null);
            }
        }
    }

    private InvalidInputException other(String given, Exception cause) {
        return new InvalidInputException(
                "a shard must be as the dataset's manifest says, on a cluster for all executors",
                path + " with " + given,
                "Copy the dataset again, or remove it and run prepare again.",
                cause);
    }

    private static long key(String id) {
        return ByteBuffer.wrap(Sha256.digest().digest(id.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }
}
