package dev.convoy.driver.prepare.task;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.parquet.ImageRow;
import dev.convoy.driver.dataset.parquet.ImageRowWriter;
import dev.convoy.driver.dataset.parquet.TableWriter;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.image.ItemKey;
import dev.convoy.driver.prepare.image.PreparedImage;
import dev.convoy.driver.prepare.image.UnreadableFile;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Writes a sorted partition as a shard, or the last one as the list of unreadable files. Each attempt of a task writes
 * under its own name and renames at the end; whichever attempt wins, the bytes are the same.
 *
 * @param to folder of the dataset
 * @param labels labels by name of the class
 * @param channels number of channels of the dataset
 */
public record WriteShards(
        Broadcast<SerializableConfiguration> hadoop,
        String to,
        ShardPlan plan,
        Map<String, Integer> labels,
        int channels,
        Progress progress)
        implements Function2<Integer, Iterator<Tuple2<byte[], byte[]>>, Iterator<String>> {
    /** What a task writes has this name until it is whole. */
    public static final String ATTEMPT_PREFIX = ".attempt-";

    @Override
    public Iterator<String> call(Integer partition, Iterator<Tuple2<byte[], byte[]>> items) throws IOException {
        if (!items.hasNext() && !plan.isQuarantine(partition)) {
            return List.<String>of().iterator();
        }
        UserPath dataset = UserPath.of("prepare.to", to, hadoop.value().value());
        String name = plan.isQuarantine(partition) ? SideTables.QUARANTINE : plan.file(partition);
        Path file = new Path(dataset.path(), name);
        requireFolder(dataset.files(), file.getParent());
        Path attempt = new Path(
                file.getParent(),
                ATTEMPT_PREFIX + file.getName() + "-" + TaskContext.get().taskAttemptId());
        try {
            WrittenFile written = plan.isQuarantine(partition)
                    ? quarantine(partition, name, items, dataset.files(), attempt)
                    : shard(partition, name, items, dataset.files(), attempt);
            new RunFolder(dataset.files(), file.getParent()).renameOver(attempt, file);
            progress.written(plan.isQuarantine(partition) ? 0 : written.rows());
            return List.of(written.json()).iterator();
        } catch (Throwable e) {
            dataset.files().delete(attempt, false);
            throw e;
        }
    }

    /** A folder that the driver has made is missing on another machine's own disk. */
    private void requireFolder(FileSystem files, Path folder) throws IOException {
        if (!files.exists(folder)) {
            throw new InvalidInputException(
                    "prepare.to must be on a file system that all executors see",
                    to,
                    "Set it to one, such as hdfs:///datasets/NAME.");
        }
    }

    private WrittenFile shard(
            int partition, String name, Iterator<Tuple2<byte[], byte[]>> items, FileSystem files, Path attempt)
            throws IOException {
        Map<Integer, Long> classes = new TreeMap<>();
        byte[] before = new byte[0];
        String twice = null;
        ImageRowWriter writer = new ImageRowWriter(files, attempt);
        try (writer) {
            while (items.hasNext()) {
                Tuple2<byte[], byte[]> item = items.next();
                if (Arrays.equals(item._1(), before)) {
                    twice = ItemKey.id(item._1());
                }
                before = item._1();
                ImageRow row = row(ItemKey.id(item._1()), PreparedImage.of(item._2()));
                classes.merge(row.label(), 1L, Long::sum);
                writer.write(row);
            }
        }
        return new WrittenFile(partition, name, writer.rows(), writer.bytes(), writer.crc32c(), classes, twice);
    }

    private ImageRow row(String id, PreparedImage image) {
        int own = image.facts().sums().channels();
        boolean replicate = image.encoding().equals(ImageRow.RAW) && own < channels;
        return new ImageRow(
                id,
                labels.get(image.facts().label()),
                image.facts().size().height(),
                image.facts().size().width(),
                replicate ? channels : own,
                image.encoding(),
                replicate ? replicated(image.pixels(), channels) : image.pixels(),
                image.group(),
                image.source());
    }

    private static byte[] replicated(byte[] grey, int channels) {
        byte[] all = new byte[grey.length * channels];
        for (int i = 0; i < all.length; i++) {
            all[i] = grey[i / channels];
        }
        return all;
    }

    private WrittenFile quarantine(
            int partition, String name, Iterator<Tuple2<byte[], byte[]>> items, FileSystem files, Path attempt)
            throws IOException {
        TableWriter writer = SideTables.quarantine(files, attempt);
        try (writer) {
            while (items.hasNext()) {
                Tuple2<byte[], byte[]> item = items.next();
                writer.write(SideTables.quarantineRow(
                        ItemKey.id(item._1()), UnreadableFile.of(item._2()).reason()));
            }
        }
        return new WrittenFile(partition, name, writer.rows(), writer.bytes(), writer.crc32c(), Map.of(), null);
    }
}
