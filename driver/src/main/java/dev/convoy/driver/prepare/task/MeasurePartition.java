package dev.convoy.driver.prepare.task;

import dev.convoy.driver.prepare.image.Measurements;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.Tuple2;

/** Sums over a partition. */
public record MeasurePartition() implements FlatMapFunction<Iterator<Tuple2<byte[], byte[]>>, String> {
    @Override
    public Iterator<String> call(Iterator<Tuple2<byte[], byte[]>> items) {
        Measurements sums = new Measurements();
        items.forEachRemaining(item -> sums.add(item._1(), item._2()));
        return List.of(sums.json()).iterator();
    }

    public static String merge(String one, String other) {
        return Measurements.of(one).merge(Measurements.of(other)).json();
    }
}
