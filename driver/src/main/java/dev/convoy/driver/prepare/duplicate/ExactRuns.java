package dev.convoy.driver.prepare.duplicate;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Goes through a partition of images, sorted by {@link HashedImage}, with their classes. Returns the sums of images that
 * are copies of one in an earlier split, and of those that are copies of one of another class.
 */
record ExactRuns()
        implements FlatMapFunction<Iterator<Tuple2<String, Tuple2<String, byte[]>>>, Tuple2<String, String>> {
    @Override
    public Iterator<Tuple2<String, String>> call(Iterator<Tuple2<String, Tuple2<String, byte[]>>> images) {
        MatchSums across = new MatchSums();
        MatchSums relabelled = new MatchSums();
        String first = null;
        String label = null;
        while (images.hasNext()) {
            Tuple2<String, Tuple2<String, byte[]>> image = images.next();
            String key = image._1();
            if (first == null || !HashedImage.hashes(key).equals(HashedImage.hashes(first))) {
                first = key;
                label = image._2()._1();
                continue;
            }
            if (HashedImage.split(key) > HashedImage.split(first)) {
                across.add(HashedImage.id(first), HashedImage.id(key), 1);
            }
            if (!image._2()._1().equals(label)) {
                relabelled.add(HashedImage.id(first), HashedImage.id(key), 1);
            }
        }
        return List.of(new Tuple2<>(across.json(), relabelled.json())).iterator();
    }
}
