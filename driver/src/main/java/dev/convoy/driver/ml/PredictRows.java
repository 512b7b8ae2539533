package dev.convoy.driver.ml;

import dev.convoy.driver.dataset.Finite;
import dev.convoy.driver.spark.SparkInference;
import dev.convoy.feed.MinibatchBuffer;
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
record PredictRows(SparkInference inference, RowReader reader, int features, OutputColumns columns, int batchSize)
        implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        MinibatchBuffer.requireRoom(batchSize, reader.shape(), reader.classes());
        MinibatchBuffer buffer = reader.buffer();
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
                    List<Row> batch = predict(rows, buffer, done);
                    done += batch.size();
                    predicted = batch.iterator();
                }
                return predicted.next();
            }
        };
    }

    /** Predicts the next batch of rows. */
    private List<Row> predict(Iterator<Row> rows, MinibatchBuffer buffer, long before) {
        // A full minibatch, so that the result of a row does not depend on the number of other rows.
        reader.reserve(batchSize, buffer);
        List<Row> batch = new ArrayList<>();
        while (rows.hasNext() && batch.size() < batchSize) {
            Row row = rows.next();
            long number = before + batch.size();
            reader.put(row, features, 0, batch.size(), buffer)
                    .ifPresent(vector -> Finite.require("features", vector, TaskContext.getPartitionId(), number));
            batch.add(row);
        }
        float[] outputs = new float[batchSize * reader.classes()];
        inference.outputs(buffer.batch(batchSize, 0), outputs);
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
