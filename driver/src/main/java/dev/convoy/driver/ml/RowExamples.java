package dev.convoy.driver.ml;

import dev.convoy.driver.dataset.Example;
import dev.convoy.kernel.Batch;
import dev.convoy.worker.BatchAssembler;
import dev.convoy.worker.Normalization;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/** Converts rows of features and label to examples of a network. */
record RowExamples(RowReader reader, Normalization normalization) implements FlatMapFunction<Iterator<Row>, Example> {
    private static final int[] FIRST = {0};

    @Override
    public Iterator<Example> call(Iterator<Row> rows) {
        BatchAssembler assembler = new BatchAssembler(reader.shape(), reader.classes(), normalization);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
                .map(row -> {
                    assembler.clear();
                    assembler.add(reader.example(row, 0, RowReader.label(row, 1)), FIRST);
                    Batch one = assembler.batch(0);
                    return new Example(one.features().clone(), one.labels().clone());
                })
                .iterator();
    }
}
