package dev.convoy.driver.prepare.duplicate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Compares the hashes of a partition that agree in a band, each with the thousand before it in their order: a band with
 * more hashes is compared in part, so that work grows with the number of images only. Returns by hash and split the
 * images that are close to one of an earlier split: its id, their first id and their number.
 */
record NearPairs()
        implements PairFlatMapFunction<
                Iterator<Tuple2<String, Tuple2<long[], String[]>>>,
                Tuple2<Long, Integer>,
                Tuple3<String, String, Long>> {
    private static final int WINDOW = 1000;

    private record Node(String key, long hash, long[] counts, String[] first) {}

    @Override
    public Iterator<Tuple2<Tuple2<Long, Integer>, Tuple3<String, String, Long>>> call(
            Iterator<Tuple2<String, Tuple2<long[], String[]>>> nodes) {
        ArrayDeque<Node> before = new ArrayDeque<>();
        List<Tuple2<Tuple2<Long, Integer>, Tuple3<String, String, Long>>> found = new ArrayList<>();
        return new Iterator<>() {
            private int position;

            @Override
            public boolean hasNext() {
                while (position == found.size() && nodes.hasNext()) {
                    found.clear();
                    position = 0;
                    compare(node(nodes.next()), before, found);
                }
                return position < found.size();
            }

            @Override
            public Tuple2<Tuple2<Long, Integer>, Tuple3<String, String, Long>> next() {
                if (!hasNext()) {
                    throw new java.util.NoSuchElementException();
                }
                return found.get(position++);
            }
        };
    }

    private static Node node(Tuple2<String, Tuple2<long[], String[]>> node) {
        return new Node(
                node._1(), Bands.hash(node._1()), node._2()._1(), node._2()._2());
    }

    private static void compare(
            Node node,
            ArrayDeque<Node> before,
            List<Tuple2<Tuple2<Long, Integer>, Tuple3<String, String, Long>>> found) {
        int band = Bands.band(node.key());
        if (!before.isEmpty() && !before.getLast().key().regionMatches(0, node.key(), 0, Bands.BAND_CHARS)) {
            before.clear();
        }
        if (band == 0) {
            match(node, node, found);
        }
        for (Node other : before) {
            if (Long.bitCount(node.hash() ^ other.hash()) <= Bands.MAX_DISTANCE
                    && Bands.firstCommon(node.hash(), other.hash()) == band) {
                match(node, other, found);
                match(other, node, found);
            }
        }
        before.addLast(node);
        if (before.size() > WINDOW) {
            before.removeFirst();
        }
    }

    /** Adds the images of {@code node} that have one of {@code other} in an earlier split. */
    private static void match(
            Node node, Node other, List<Tuple2<Tuple2<Long, Integer>, Tuple3<String, String, Long>>> found) {
        int earliest = 0;
        while (other.counts()[earliest] == 0) {
            earliest++;
        }
        for (int split = earliest + 1; split < node.counts().length; split++) {
            if (node.counts()[split] > 0) {
                found.add(new Tuple2<>(
                        new Tuple2<>(node.hash(), split),
                        new Tuple3<>(other.first()[earliest], node.first()[split], node.counts()[split])));
            }
        }
    }
}
