package dev.convoy.driver.prepare.task;

import dev.convoy.driver.prepare.image.ItemKey;
import dev.convoy.driver.prepare.image.PreparedImage;
import org.apache.spark.api.java.function.PairFunction;
import scala.Tuple2;

/** Leaves the pixels out: what is left of an image is read several times. */
public record FactsOnly() implements PairFunction<Tuple2<byte[], byte[]>, byte[], byte[]> {
    @Override
    public Tuple2<byte[], byte[]> call(Tuple2<byte[], byte[]> item) {
        return ItemKey.isFailure(item._1()) ? item : new Tuple2<>(item._1(), PreparedImage.factsAlone(item._2()));
    }
}
