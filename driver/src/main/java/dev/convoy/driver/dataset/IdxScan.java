package dev.convoy.driver.dataset;

import dev.convoy.feed.ExampleSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Computes what tells the content of IDX files: a CRC32C over all pixels and then all labels. Passes examples on. */
final class IdxScan implements ExampleSink {
    private final ExampleSink next;
    private final CRC32C pixels = new CRC32C();
    private final ByteArrayOutputStream labels = new ByteArrayOutputStream();
    private final long[] counts = new long[1 << Byte.SIZE];
    private int first = -1;
    private int greatest;

    IdxScan(ExampleSink next) {
        this.next = next;
    }

    @Override
    public void add(long key, int label, byte[] bytes, int length) throws IOException {
        pixels.update(bytes, 0, length);
        labels.write(label);
        first = first < 0 ? label : first;
        counts[label]++;
        greatest = Math.max(greatest, label);
        next.add(key, label, bytes, length);
    }

    /** Returns the checksum; no more examples may be added. */
    long checksum() {
        pixels.update(labels.toByteArray());
        labels.reset();
        return pixels.getValue();
    }

    int count() {
        return labels.size();
    }

    /** Number of classes: the greatest label plus 1. */
    int classes() {
        return greatest + 1;
    }

    /** Returns the number of images of each class. */
    List<Long> classCounts() {
        return Arrays.stream(counts, 0, classes()).boxed().toList();
    }

    boolean hasSeveralClasses() {
        return Arrays.stream(counts).filter(images -> images > 0).count() > 1;
    }

    /** The label of the first image. */
    int firstLabel() {
        return first;
    }
}
