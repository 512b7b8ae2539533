package dev.convoy.driver.prepare.task;

import dev.convoy.driver.dataset.parquet.TableWriter;
import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files next to the shards. */
public final class SideTables {
    /** Paths of unreadable files, with their reasons, in the order of the paths. */
    public static final String QUARANTINE = "quarantine.parquet";

    /** Number of images by split, shard and class. */
    public static final String CLASSES = "classes.parquet";

    private static final MessageType QUARANTINE_TYPE = MessageTypeParser.parseMessageType(
            """
            message quarantine {
              required binary path (STRING);
              required binary reason (STRING);
            }
            """);

    private static final MessageType CLASSES_TYPE = MessageTypeParser.parseMessageType(
            """
            message classes {
              required binary split (STRING);
              required binary shard (STRING);
              required binary class (STRING);
              required int64 count;
            }
            """);

    private SideTables() {}

    static TableWriter quarantine(FileSystem files, Path path) throws IOException {
        return new TableWriter(files, path, QUARANTINE_TYPE);
    }

    static Group quarantineRow(String path, String reason) {
        Group row = new SimpleGroup(QUARANTINE_TYPE);
        row.add("path", path);
        row.add("reason", reason);
        return row;
    }

    public static TableWriter classes(FileSystem files, Path path) throws IOException {
        return new TableWriter(files, path, CLASSES_TYPE);
    }

    public static Group classesRow(String split, String shard, String name, long count) {
        Group row = new SimpleGroup(CLASSES_TYPE);
        row.add("split", split);
        row.add("shard", shard);
        row.add("class", name);
        row.add("count", count);
        return row;
    }
}
