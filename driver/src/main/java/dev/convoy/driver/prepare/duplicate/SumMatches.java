package dev.convoy.driver.prepare.duplicate;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;
import scala.Tuple3;

/** Sums over a partition of what {@link NearPairs} has found, each of it once. */
record SumMatches()
        implements FlatMapFunction<Iterator<Tuple2<Tuple2<String, Integer>, Tuple3<String, String, Long>>>, String> {
    @Override
    public Iterator<String> call(Iterator<Tuple2<Tuple2<String, Integer>, Tuple3<String, String, Long>>> found) {
        MatchSums sums = new MatchSums();
        found.forEachRemaining(
                match -> sums.add(match._2()._1(), match._2()._2(), match._2()._3()));
        return List.of(sums.json()).iterator();
    }

    static String merge(String one, String other) {
        return MatchSums.of(one).merge(MatchSums.of(other)).json();
    }
}
