package dev.convoy.driver.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Shards laid end to end in some order, which gives each example a position, from 0. */
final class ShardLine {
    /** The shard at each place of the line. */
    private final int[] shards;
    /** The position of each place's first example, followed by the number of examples. */
    private final long[] starts;

    /** @param order the shards, as indices of {@code sizes}, from the start of the line */
    ShardLine(List<Integer> sizes, int[] order) {
        shards = order;
        starts = new long[order.length + 1];
        for (int place = 0; place < order.length; place++) {
            starts[place + 1] = starts[place] + sizes.get(order[place]);
        }
    }

    /** Returns the examples at these positions, one slice for each run of examples from the same shard. */
    List<Slice> slices(long[] positions) {
        List<Slice> slices = new ArrayList<>();
        int from = 0;
        while (from < positions.length) {
            int place = place(positions[from]);
            int to = from + 1;
            while (to < positions.length && starts[place] <= positions[to] && positions[to] < starts[place + 1]) {
                to++;
            }
            int[] rows = new int[to - from];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = (int) (positions[from + i] - starts[place]);
            }
            slices.add(new Slice(shards[place], rows));
            from = to;
        }
        return slices;
    }

    /** Adds the shards that have these positions. */
    void addShards(long[] positions, BitSet found) {
        for (long position : positions) {
            found.set(shards[place(position)]);
        }
    }

    /** Adds the shards that have examples from one position to before another. */
    void addShards(long from, long to, BitSet found) {
        for (int place = place(from); starts[place] < to; place++) {
            if (starts[place + 1] > starts[place]) {
                found.set(shards[place]);
            }
        }
    }

    /** Returns the classes of the examples from one position to before another. */
    int[] classes(long from, long to, Labels labels) {
        int[] classes = new int[Math.toIntExact(to - from)];
        for (long at = from; at < to; ) {
            int place = place(at);
            IntUnaryOperator ofRow = labels.of(shards[place]);
            for (long end = Math.min(to, starts[place + 1]); at < end; at++) {
                classes[(int) (at - from)] = ofRow.applyAsInt((int) (at - starts[place]));
            }
        }
        return classes;
    }

    /** Returns the last place that starts at or before a position: places before it with the same start are empty. */
    private int place(long position) {
        int found = Arrays.binarySearch(starts, position);
        if (found < 0) {
            return -found - 2;
        }
        while (starts[found + 1] == position) {
            found++;
        }
        return found;
    }
}
