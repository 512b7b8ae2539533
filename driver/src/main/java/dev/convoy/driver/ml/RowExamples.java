package dev.convoy.driver.ml;

import dev.convoy.driver.dataset.Example;
import dev.convoy.feed.MinibatchBuffer;
import dev.convoy.kernel.Batch;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** Converts rows of features and label to examples of a network. */
record RowExamples(RowReader reader) implements FlatMapFunction<Iterator<Row>, Example> {
    @Override
    public Iterator<Example> call(Iterator<Row> rows) {
        MinibatchBuffer buffer = reader.buffer();
        reader.reserve(1, buffer);
        int features = Math.toIntExact(reader.shape().size());
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
                .map(row -> {
                    reader.put(row, 0, RowReader.label(row, 1), 0, buffer);
                    Batch one = buffer.batch(1, 0);
                    return new Example(
                            one.features().toArray(features), one.labels().clone());
                })
                .iterator();
    }
}
