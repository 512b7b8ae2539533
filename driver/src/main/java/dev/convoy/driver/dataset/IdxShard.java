package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.feed.ExampleSink;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * A pair of IDX files as a shard.
 *
 * @param checksum of the content, see {@link IdxScan}
 */
record IdxShard(IdxPair files, int count, Shape shape, long checksum) implements NamedShard {
    @Override
    public String name() {
        return String.format(Locale.ROOT, "idx-%08x-%d-%d-%d", checksum, count, shape.height(), shape.width());
    }

    @Override
    public long bytes() {
        return count * shape.size();
    }

    @Override
    public RecordFormat format() {
        return RecordFormat.pixels(shape);
    }

    @Override
    public void readNamed(Configuration hadoop, int from, int to, Sink sink) throws IOException {
        read(hadoop, (index, label, bytes, length) -> {
            if (index >= from && index < to) {
                sink.add(files.images() + "!" + index, label, bytes.clone());
            }
        });
    }

    @Override
    public void read(Configuration hadoop, ExampleSink to) throws IOException {
        IdxScan scan = new IdxScan(to);
        Shape found = files.read(hadoop, scan);
        if (scan.checksum() != checksum || !found.equals(shape)) {
            throw new InvalidInputException(
                    "the data must not change while a job trains on it",
                    files.images() + " or " + files.labels() + " with other content than at the start",
                    "Write changed data to another folder, or start the job again with a new run.dir.");
        }
    }
}
