package dev.convoy.driver.prepare.duplicate;

import dev.convoy.driver.dataset.manifest.Split;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Puts copies together, in a partition of images with their thumbnails, sorted by {@link HashedImage}: however many they
 * are, they are compared with other images once. Returns by both hashes the number of images of each split, the first id
 * of each split, and the thumbnail.
 */
record Copies()
        implements PairFlatMapFunction<
                Iterator<Tuple2<String, Tuple2<String, byte[]>>>, String, Tuple3<long[], String[], byte[]>> {
    @Override
    public Iterator<Tuple2<String, Tuple3<long[], String[], byte[]>>> call(
            Iterator<Tuple2<String, Tuple2<String, byte[]>>> images) {
        return new Iterator<>() {
            private Tuple2<String, Tuple2<String, byte[]>> next = images.hasNext() ? images.next() : null;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Tuple2<String, Tuple3<long[], String[], byte[]>> next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                String hashes = HashedImage.hashes(next._1());
                byte[] thumbnail = next._2()._2();
                long[] counts = new long[Split.values().length];
                String[] first = new String[counts.length];
                while (next != null && HashedImage.hashes(next._1()).equals(hashes)) {
                    int split = HashedImage.split(next._1());
                    if (counts[split]++ == 0) {
                        first[split] = HashedImage.id(next._1());
                    }
                    next = images.hasNext() ? images.next() : null;
                }
                return new Tuple2<>(hashes, new Tuple3<>(counts, first, thumbnail));
            }
        };
    }
}
