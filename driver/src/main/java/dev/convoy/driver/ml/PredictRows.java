package dev.convoy.driver.ml;

import dev.convoy.driver.dataset.Finite;
import dev.convoy.driver.spark.SparkInference;
import dev.convoy.worker.BatchAssembler;
import dev.convoy.worker.Examples;
import dev.convoy.worker.FeatureRows;
import dev.convoy.worker.Normalization;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Appends predictions to rows.
 *
 * @param features index of the features' column
 * @param batchSize rows that go through the network at a time
 */
record PredictRows(
        SparkInference inference,
        RowReader reader,
        int features,
        Normalization normalization,
        OutputColumns columns,
        int batchSize)
        implements MapPartitionsFunction<Row, Row> {
    private static final int[] FIRST = {0};

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        BatchAssembler.requireRoom(batchSize, reader.shape(), reader.classes());
        BatchAssembler assembler = new BatchAssembler(reader.shape(), reader.classes(), normalization);
        return new Iterator<>() {
            private Iterator<Row> predicted = List.<Row>of().iterator();
            private long done;

            @Override
            public boolean hasNext() {
                return predicted.hasNext() || rows.hasNext();
            }

            @Override
            public Row next() {
                if (!predicted.hasNext()) {
                    List<Row> batch = predict(rows, assembler, done);
                    done += batch.size();
                    predicted = batch.iterator();
                }
                return predicted.next();
            }
        };
    }

    /** Predicts the next batch of rows. */
    private List<Row> predict(Iterator<Row> rows, BatchAssembler assembler, long before) {
        assembler.clear();
        List<Row> batch = new ArrayList<>();
        while (rows.hasNext() && batch.size() < batchSize) {
            Row row = rows.next();
            Examples example = reader.example(row, features, 0);
            if (example instanceof FeatureRows vector) {
                Finite.require("features", vector.features(), TaskContext.getPartitionId(), before + batch.size());
            }
            batch.add(row);
            assembler.add(example, FIRST);
        }
        // Padded, so that the result of a row does not depend on the number of other rows.
        int size = Math.toIntExact(reader.shape().size());
        assembler.add(
                new FeatureRows(1, new float[size], new float[reader.classes()]), new int[batchSize - batch.size()]);
        float[] outputs = inference.outputs(assembler.batch(0), reader.classes());
        List<Row> predicted = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            predicted.add(append(batch.get(i), outputs, i * reader.classes()));
        }
        return predicted;
    }

    private Row append(Row row, float[] outputs, int from) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.get(i));
        }
        double[] own = new double[reader.classes()];
        for (int i = 0; i < own.length; i++) {
            own[i] = outputs[from + i];
        }
        values.addAll(columns.values(own));
        return RowFactory.create(values.toArray());
    }
}
