package dev.convoy.driver.prepare.source.files;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Cuts files that follow each other into parts of a size that suits a task. */
public final class PartRanges {
    /** Most files of a part, which bounds its size when it is sent. */
    public static final int MAX_FILES = 2_000;

    /** Bytes after which a part ends. */
    public static final long BYTES = 64L << 20;

    private PartRanges() {}

    /** From one index to before another. */
    public record Range(int from, int to) implements Serializable {}

    /** @param bytes the size of each item */
    public static List<Range> of(int count, IntToLongFunction bytes) {
        List<Range> ranges = new ArrayList<>();
        int from = 0;
        long sum = 0;
        for (int i = 0; i < count; i++) {
            long length = bytes.applyAsLong(i);
            if (i > from && (sum + length > BYTES || i - from == MAX_FILES)) {
                ranges.add(new Range(from, i));
                from = i;
                sum = 0;
            }
            sum += length;
        }
        if (from < count) {
            ranges.add(new Range(from, count));
        }
        return ranges;
    }
}
