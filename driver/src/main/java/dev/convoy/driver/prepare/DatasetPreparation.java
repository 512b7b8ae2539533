package dev.convoy.driver.prepare;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.DatasetManifest;
import dev.convoy.driver.dataset.manifest.Findings.Duplicates;
import dev.convoy.driver.dataset.manifest.SplitContent;
import dev.convoy.driver.dataset.manifest.SplitContent.Shard;
import dev.convoy.driver.dataset.parquet.TableWriter;
import dev.convoy.driver.prepare.duplicate.DuplicateSearch;
import dev.convoy.driver.prepare.image.ItemKey;
import dev.convoy.driver.prepare.image.Measurements;
import dev.convoy.driver.prepare.task.DecodeImages;
import dev.convoy.driver.prepare.task.Estimate;
import dev.convoy.driver.prepare.task.FactsOnly;
import dev.convoy.driver.prepare.task.ImageLooks;
import dev.convoy.driver.prepare.task.MeasurePartition;
import dev.convoy.driver.prepare.task.Progress;
import dev.convoy.driver.prepare.task.SideTables;
import dev.convoy.driver.prepare.task.SourceRdd;
import dev.convoy.driver.prepare.task.WriteShards;
import dev.convoy.driver.prepare.task.WrittenFile;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes a dataset with Spark: {@link #run} has the steps in their order. Each image is decoded once, and kept on the
 * executors' disks until it is written.
 */
public final class DatasetPreparation {
    private static final int IMAGES_OF_TASK = 50_000;
    private static final int MAX_TASKS = 1000;

    private final PreparationPlan plan;
    private final TargetFolder target;
    private final JavaSparkContext spark;
    private final Consumer<String> console;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final Progress progress;

    /** Called when only the manifest is missing. */
    public interface Guard {
        /** @throws IOException if this process must not write any more */
        void requireHeld() throws IOException;
    }

    public DatasetPreparation(
            PreparationPlan plan, TargetFolder target, JavaSparkContext spark, Consumer<String> console) {
        this.plan = plan;
        this.target = target;
        this.spark = spark;
        this.console = console;
        this.hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        this.progress = new Progress(spark);
    }

    /**
     * Makes the dataset in the folder, which was created. If it fails, the caller discards the folder's content.
     *
     * @throws InvalidInputException if too many images are unreadable, or they cannot be one dataset
     */
    public DatasetManifest run(Guard guard) throws IOException {
        target.begin();
        console.accept(String.format(
                Locale.ROOT,
                "found %s, %s",
                plan.source().kind(),
                Estimate.bytes(plan.source().bytes())));
        plan.notes().forEach(note -> console.accept("note: " + note));
        describe("estimate");
        Estimate.print(
                spark,
                hadoop,
                plan.source(),
                plan.decoding(),
                plan.config().stored().quality(),
                console);
        JavaPairRDD<byte[], byte[]> items = JavaPairRDD.fromJavaRDD(SourceRdd.of(
                        spark,
                        plan.source().parts(),
                        hadoop,
                        new DecodeImages(plan.decoding(), plan.splits(), progress)))
                .persist(StorageLevel.DISK_ONLY());
        JavaPairRDD<byte[], byte[]> facts = items.mapToPair(new FactsOnly()).persist(StorageLevel.DISK_ONLY());
        try {
            Measurements measured = measure(facts);
            DatasetOutline outline = DatasetOutline.of(plan, measured);
            Duplicates duplicates = duplicates(facts, measured);
            List<WrittenFile> files = write(items, outline);
            DatasetManifest manifest = outline.manifest(files, duplicates);
            verify(manifest, files);
            writeClasses(manifest, files);
            target.tidy();
            guard.requireHeld();
            manifest.write(target.folder());
            target.end();
            return manifest;
        } finally {
            facts.unpersist(false);
            items.unpersist(false);
            hadoop.destroy();
        }
    }

    private Measurements measure(JavaPairRDD<byte[], byte[]> facts) {
        describe("decode and measure");
        Progress.Reports reports = progress.ofDecoding(plan.source().bytes(), console);
        try {
            return Measurements.of(facts.mapPartitions(new MeasurePartition()).treeReduce(MeasurePartition::merge));
        } finally {
            reports.close();
        }
    }

    private Duplicates duplicates(JavaPairRDD<byte[], byte[]> facts, Measurements measured) {
        describe("search duplicates");
        int tasks = (int) Math.min(MAX_TASKS, 1 + measured.images() / IMAGES_OF_TASK);
        return new DuplicateSearch(tasks)
                .search(facts.flatMapToPair(new ImageLooks()), measured.splits().size() > 1);
    }

    private List<WrittenFile> write(JavaPairRDD<byte[], byte[]> items, DatasetOutline outline) {
        describe("sort and write");
        WriteShards write = new WriteShards(
                hadoop, target.path().toString(), outline.shards(), outline.labels(), outline.channels(), progress);
        Progress.Reports reports = progress.ofWriting(outline.measured().images(), console);
        try {
            return items
                    .repartitionAndSortWithinPartitions(outline.shards(), new ItemKey.Order())
                    .mapPartitionsWithIndex(write, false)
                    .collect()
                    .stream()
                    .map(WrittenFile::of)
                    .sorted(Comparator.comparingInt(WrittenFile::partition))
                    .toList();
        } finally {
            reports.close();
        }
    }

    /** @throws IOException if what lies in the folder is not what the tasks have written */
    private void verify(DatasetManifest manifest, List<WrittenFile> files) throws IOException {
        for (WrittenFile file : files) {
            long length = target.files()
                    .getFileStatus(new Path(target.path(), file.file()))
                    .getLen();
            if (length != file.bytes()) {
                throw new IOException(file.file() + " must have " + file.bytes() + " bytes. Given: " + length);
            }
            if (file.twice() != null) {
                throw new InvalidInputException(
                        "each image must be in the input once",
                        InvalidInputException.printable(file.twice()) + " more than once",
                        "Remove the copy from the list.");
            }
        }
        for (Map.Entry<String, SplitContent> split : manifest.splits().entrySet()) {
            long rows =
                    split.getValue().shards().stream().mapToLong(Shard::rows).sum();
            if (rows != split.getValue().images()) {
                throw new IOException("the shards of " + split.getKey() + " must have "
                        + split.getValue().images() + " rows. Given: " + rows + ", so the input has changed");
            }
        }
    }

    private void writeClasses(DatasetManifest manifest, List<WrittenFile> files) throws IOException {
        try (TableWriter table = SideTables.classes(target.files(), new Path(target.path(), SideTables.CLASSES))) {
            for (WrittenFile file : files) {
                String split = file.file().replaceFirst("/.*", "");
                for (Map.Entry<Integer, Long> count : file.classes().entrySet()) {
                    table.write(SideTables.classesRow(
                            split, file.file(), manifest.classes().get(count.getKey()), count.getValue()));
                }
            }
        }
    }

    private void describe(String step) {
        spark.sc().setJobDescription("prepare: " + step);
    }
}
