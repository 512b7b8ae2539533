package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.cluster.LastTasks;
import dev.convoy.feed.Normalization;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.DeterministicLevel;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple3;

/**
 * Writes the examples of an RDD to files once. Executors train on these files, so the data do not change if Spark
 * computes the RDD again or in another order.
 */
public final class ShardExport {
    private static final Logger LOG = LoggerFactory.getLogger(ShardExport.class);

    private ShardExport() {}

    /**
     * Writes each partition that is not empty as a shard, in partition order.
     *
     * @param folder folder to write to, which must exist on a file system that all executors see; the caller removes it
     * @throws InvalidInputException if there are no examples
     */
    public static Dataset write(JavaRDD<Example> examples, Shape shape, int classes, Path folder) throws IOException {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(examples.context());
        Configuration hadoop = spark.hadoopConfiguration();
        boolean inOrder = inOrder(examples.rdd());
        Broadcast<SerializableConfiguration> configuration = spark.broadcast(new SerializableConfiguration(hadoop));
        LastTasks tasks = LastTasks.of(spark.sc());
        try {
            spark.sc().setJobDescription("export examples");
            requireSize(shape, classes);
            WritePartition write =
                    new WritePartition(configuration, folder.toString(), Math.toIntExact(shape.size()), classes);
            List<FeatureShard> shards = examples.mapPartitionsWithIndex(write, true).collect().stream()
                    .map(file -> new FeatureShard(file._1(), file._2(), shape, classes, file._3(), inOrder))
                    .toList();
            return dataset(shards, shape, classes);
        } finally {
            tasks.await();
            configuration.destroy();
        }
    }

    private static void requireSize(Shape shape, int classes) {
        if ((shape.size() + classes) * Float.BYTES > Integer.MAX_VALUE) {
            throw new InvalidInputException(
                    "features and labels of an example must be less than 2 GiB as float32",
                    shape + " and " + classes + " classes",
                    "Take smaller images, or check the labels.");
        }
    }

    /** Whether Spark computes a partition's rows in the same order each time, which is not so after a shuffle. */
    private static boolean inOrder(RDD<?> examples) {
        Object level = examples.outputDeterministicLevel();
        if (level.equals(DeterministicLevel.INDETERMINATE())) {
            LOG.warn("a shuffle may deliver the partitions' rows in another order each time: for the same bits each"
                    + " time, train on rows that were written to files, or repartition by a column");
        }
        return level.equals(DeterministicLevel.DETERMINATE());
    }

    private static Dataset dataset(List<FeatureShard> shards, Shape shape, int classes) {
        if (shards.isEmpty()) {
            throw new InvalidInputException(
                    "there must be examples to train on", "none", "Check what the RDD is made of.");
        }
        CRC32C checksum = new CRC32C();
        shards.forEach(shard -> checksum.update(
                ByteBuffer.allocate(Long.BYTES).putLong(shard.checksum()).flip()));
        long count = shards.stream().mapToLong(FeatureShard::count).sum();
        return new Dataset(
                List.copyOf(shards),
                RecordFormat.floats(shape, classes),
                Dataset.numbered(classes),
                List.of(),
                count + "×" + shape + ":" + Long.toHexString(checksum.getValue()),
                Normalization.none(shape.channels()));
    }

    /** Returns a file's path, count and checksum, in a tuple because Kryo cannot create records. */
    private record WritePartition(Broadcast<SerializableConfiguration> hadoop, String folder, int features, int classes)
            implements Function2<Integer, Iterator<Example>, Iterator<Tuple3<String, Integer, Long>>> {
        @Override
        public Iterator<Tuple3<String, Integer, Long>> call(Integer partition, Iterator<Example> examples)
                throws IOException {
            if (!examples.hasNext()) {
                return Collections.emptyIterator();
            }
            // Checked before a file is created.
            Example example = checked(examples.next(), partition, 0);
            // Each attempt of a task writes a separate file, and Spark uses the result of one attempt.
            Path path = new Path(
                    folder,
                    String.format(
                            Locale.ROOT,
                            "part-%05d-%d",
                            partition,
                            TaskContext.get().taskAttemptId()));
            int count = 1;
            CheckedOutputStream out = new CheckedOutputStream(create(path), new CRC32C());
            try (out) {
                write(example, out);
                for (; examples.hasNext(); count++) {
                    write(checked(examples.next(), partition, count), out);
                }
            }
            return List.of(new Tuple3<>(
                            path.toString(), count, out.getChecksum().getValue()))
                    .iterator();
        }

        private void write(Example example, OutputStream out) throws IOException {
            ByteBuffer bytes =
                    ByteBuffer.allocate((features + classes) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(example.features()).put(example.labels());
            out.write(bytes.array());
        }

        /** Does not create the folder: if it is missing, this machine never saw it, or it has been removed. */
        private OutputStream create(Path path) throws IOException {
            FileSystem files = path.getFileSystem(hadoop.value().value());
            if (!files.exists(path.getParent())) {
                throw new InvalidInputException(
                        "the folder for exported examples must be on a file system that all executors see",
                        folder,
                        "Set exportDirectory to one, such as hdfs:///tmp.");
            }
            return files.create(path, true, 1 << 16);
        }

        private Example checked(Example example, int partition, int row) {
            require("features", features, example.features().length);
            require("labels", classes, example.labels().length);
            Finite.require("features", example.features(), partition, row);
            Finite.require("labels", example.labels(), partition, row);
            return example;
        }

        private static void require(String what, int wanted, int given) {
            if (given != wanted) {
                throw new InvalidInputException(
                        "all examples must have " + wanted + " " + what + ", as the first has and the network expects",
                        given,
                        "Check what the RDD is made of.");
            }
        }
    }
}
