package dev.convoy.driver.prepare.duplicate;

import dev.convoy.driver.dataset.manifest.Findings.Duplicates;
import dev.convoy.driver.dataset.manifest.Findings.Matches;
import java.util.Comparator;
import org.apache.spark.api.java.JavaPairRDD;
import scala.Tuple2;
import scala.Tuple3;

/**
 * Searches for duplicates.
 *
 * @param tasks number of tasks of each stage
 */
public record DuplicateSearch(int tasks) {
    /**
     * @param images class and thumbnail of each image, by {@link HashedImage}
     * @param severalSplits whether there is more than one split
     */
    public Duplicates search(JavaPairRDD<String, Tuple2<String, byte[]>> images, boolean severalSplits) {
        JavaPairRDD<String, Tuple2<String, byte[]>> sorted = images.repartitionAndSortWithinPartitions(
                new PrefixPartitioner(HashedImage.HASHES_CHARS, tasks), Comparator.naturalOrder());
        Tuple2<String, String> exact = sorted.mapPartitions(new ExactRuns()).treeReduce(DuplicateSearch::merge);
        Matches across = MatchSums.of(exact._1()).matches();
        return new Duplicates(
                across,
                severalSplits ? near(sorted) : across,
                MatchSums.of(exact._2()).matches());
    }

    private Matches near(JavaPairRDD<String, Tuple2<String, byte[]>> sorted) {
        return MatchSums.of(sorted.mapPartitionsToPair(new Copies())
                        .flatMapToPair(new Bands())
                        .repartitionAndSortWithinPartitions(
                                new PrefixPartitioner(Bands.BAND_CHARS, tasks), Comparator.naturalOrder())
                        .mapPartitionsToPair(new NearPairs())
                        .reduceByKey(DuplicateSearch::first, tasks)
                        .mapPartitions(new SumMatches())
                        .treeReduce(SumMatches::merge))
                .matches();
    }

    private static Tuple2<String, String> merge(Tuple2<String, String> one, Tuple2<String, String> other) {
        return new Tuple2<>(SumMatches.merge(one._1(), other._1()), SumMatches.merge(one._2(), other._2()));
    }

    private static Tuple3<String, String, Long> first(
            Tuple3<String, String, Long> one, Tuple3<String, String, Long> other) {
        return one._1().compareTo(other._1()) <= 0 ? one : other;
    }
}
