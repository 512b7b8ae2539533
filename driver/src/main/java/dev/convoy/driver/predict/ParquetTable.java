package dev.convoy.driver.predict;

import dev.convoy.driver.dataset.parquet.TableWriter;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Writes predictions as Parquet: id, label if there is one, and the most probable classes with their probabilities. */
final class ParquetTable implements PredictionTable {
    private static final MessageType TYPE = MessageTypeParser.parseMessageType(
            """
            message prediction {
              required binary id (STRING);
              optional binary label (STRING);
              required group classes (LIST) { repeated group list { required binary element (STRING); } }
              required group probabilities (LIST) { repeated group list { required float element; } }
            }
            """);

    private final TableWriter table;
    private final List<String> names;

    /** @param names of the network's outputs */
    ParquetTable(FileSystem files, Path path, List<String> names) throws IOException {
        this.table = new TableWriter(files, path, TYPE);
        this.names = names;
    }

    @Override
    public void write(String id, String label, int[] best, float[] outputs, int from) throws IOException {
        Group row = new SimpleGroup(TYPE);
        row.add("id", id);
        if (label != null) {
            row.add("label", label);
        }
        Group classes = row.addGroup("classes");
        Group probabilities = row.addGroup("probabilities");
        for (int output : best) {
            classes.addGroup("list").add("element", names.get(output));
            probabilities.addGroup("list").add("element", outputs[from + output]);
        }
        table.write(row);
    }

    @Override
    public void close() throws IOException {
        table.close();
    }
}
