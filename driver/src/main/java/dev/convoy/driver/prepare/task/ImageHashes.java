package dev.convoy.driver.prepare.task;

import dev.convoy.driver.prepare.duplicate.HashedImage;
import dev.convoy.driver.prepare.image.ImageFacts;
import dev.convoy.driver.prepare.image.ItemKey;
import dev.convoy.driver.prepare.image.PreparedImage;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/** Returns the images by their perceptual hash, or by the hash of their pixels. */
public record ImageHashes(boolean perceptual) implements PairFlatMapFunction<Tuple2<byte[], byte[]>, String, String> {
    @Override
    public Iterator<Tuple2<String, String>> call(Tuple2<byte[], byte[]> item) {
        byte[] key = item._1();
        if (ItemKey.isFailure(key)) {
            return Collections.emptyIterator();
        }
        ImageFacts facts = PreparedImage.factsOf(item._2());
        long hash = perceptual ? facts.perceptual() : facts.fingerprint();
        return List.of(HashedImage.of(hash, ItemKey.split(key), ItemKey.id(key), facts.label()))
                .iterator();
    }
}
