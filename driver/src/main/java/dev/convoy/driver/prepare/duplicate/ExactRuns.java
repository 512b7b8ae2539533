package dev.convoy.driver.prepare.duplicate;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/**
 * Goes through a partition of sorted {@link HashedImage}s, in which equal images follow each other, the one of the
 * earliest split first. Returns the sums of images that are also in an earlier split, and of those that are there with
 * another class.
 */
record ExactRuns() implements FlatMapFunction<Iterator<Tuple2<String, String>>, Tuple2<String, String>> {
    @Override
    public Iterator<Tuple2<String, String>> call(Iterator<Tuple2<String, String>> images) {
        MatchSums across = new MatchSums();
        MatchSums relabelled = new MatchSums();
        String first = "";
        String label = "";
        while (images.hasNext()) {
            Tuple2<String, String> image = images.next();
            String key = image._1();
            if (first.isEmpty() || HashedImage.hash(key) != HashedImage.hash(first)) {
                first = key;
                label = image._2();
                continue;
            }
            if (HashedImage.split(key) > HashedImage.split(first)) {
                across.add(HashedImage.id(first), HashedImage.id(key), 1);
            }
            if (!image._2().equals(label)) {
                relabelled.add(HashedImage.id(first), HashedImage.id(key), 1);
            }
        }
        return List.of(new Tuple2<>(across.json(), relabelled.json())).iterator();
    }
}
