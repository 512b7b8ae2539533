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

/** Returns the class and the thumbnail of each image by its hashes; nothing for unreadable files. */
public record ImageLooks() implements PairFlatMapFunction<Tuple2<byte[], byte[]>, String, Tuple2<String, byte[]>> {
    @Override
    public Iterator<Tuple2<String, Tuple2<String, byte[]>>> call(Tuple2<byte[], byte[]> item) {
        byte[] key = item._1();
        if (ItemKey.isFailure(key)) {
            return Collections.emptyIterator();
        }
        ImageFacts facts = PreparedImage.factsOf(item._2());
        String hashed = HashedImage.key(
                facts.looks().perceptual(), facts.looks().pixels(), ItemKey.split(key), ItemKey.id(key));
        return List.of(new Tuple2<>(
                        hashed, new Tuple2<>(facts.label(), facts.looks().thumbnail())))
                .iterator();
    }
}
