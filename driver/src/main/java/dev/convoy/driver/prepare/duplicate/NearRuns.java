package dev.convoy.driver.prepare.duplicate;

import dev.convoy.driver.dataset.manifest.Split;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * Puts together the images of a partition of sorted {@link HashedImage}s that have the same perceptual hash: however many
 * they are, they are compared with others once. Returns by hash the number of images of each split, and the first id.
 */
record NearRuns() implements PairFlatMapFunction<Iterator<Tuple2<String, String>>, Long, Tuple2<long[], String[]>> {
    @Override
    public Iterator<Tuple2<Long, Tuple2<long[], String[]>>> call(Iterator<Tuple2<String, String>> images) {
        return new Iterator<>() {
            private String next = images.hasNext() ? images.next()._1() : null;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Tuple2<Long, Tuple2<long[], String[]>> next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                long hash = HashedImage.hash(next);
                long[] counts = new long[Split.values().length];
                String[] first = new String[counts.length];
                while (next != null && HashedImage.hash(next) == hash) {
                    int split = HashedImage.split(next);
                    if (counts[split]++ == 0) {
                        first[split] = HashedImage.id(next);
                    }
                    next = images.hasNext() ? images.next()._1() : null;
                }
                return new Tuple2<>(hash, new Tuple2<>(counts, first));
            }
        };
    }
}
