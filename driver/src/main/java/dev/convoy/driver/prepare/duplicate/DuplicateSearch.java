package dev.convoy.driver.prepare.duplicate;

import dev.convoy.driver.dataset.manifest.Findings.Duplicates;
import dev.convoy.driver.dataset.manifest.Findings.Matches;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Searches for duplicates.
 *
 * @param partitions number of tasks of each stage
 */
public record DuplicateSearch(int partitions) {
    /**
     * @param exact all images by the hash of their pixels
     * @param near all images by their perceptual hash
     * @param several whether there are several splits, without which nothing can be near across splits
     */
    public Duplicates search(JavaPairRDD<String, String> exact, JavaPairRDD<String, String> near, boolean several) {
        Tuple2<String, String> sums = sorted(exact)
                .mapPartitions(new ExactRuns())
                .treeReduce((one, two) -> new Tuple2<>(merged(one._1(), two._1()), merged(one._2(), two._2())));
        Matches across = MatchSums.of(sums._1()).matches();
        return new Duplicates(
                across, several ? near(near) : across, MatchSums.of(sums._2()).matches(), Bands.MAX_DISTANCE);
    }

    private Matches near(JavaPairRDD<String, String> images) {
        String sums = sorted(images)
                .mapPartitionsToPair(new NearRuns())
                .flatMapToPair(new Bands())
                .repartitionAndSortWithinPartitions(new PrefixPartitioner(Bands.BAND_CHARS, partitions))
                .mapPartitionsToPair(new NearPairs())
                .reduceByKey(DuplicateSearch::smaller, partitions)
                .mapPartitions(found -> {
                    MatchSums matches = new MatchSums();
                    found.forEachRemaining(match -> matches.add(
                            match._2()._1(), match._2()._2(), match._2()._3()));
                    return List.of(matches.json()).iterator();
                })
                .treeReduce(DuplicateSearch::merged);
        return MatchSums.of(sums).matches();
    }

    private JavaPairRDD<String, String> sorted(JavaPairRDD<String, String> images) {
        return images.repartitionAndSortWithinPartitions(new PrefixPartitioner(HashedImage.HASH_CHARS, partitions));
    }

    private static Tuple3<String, String, Long> smaller(
            Tuple3<String, String, Long> one, Tuple3<String, String, Long> two) {
        return one._1().compareTo(two._1()) <= 0 ? one : two;
    }

    private static String merged(String one, String two) {
        return MatchSums.of(one).merge(MatchSums.of(two)).json();
    }
}
