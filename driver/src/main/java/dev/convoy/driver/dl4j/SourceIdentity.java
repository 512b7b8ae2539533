package dev.convoy.driver.dl4j;

import dev.convoy.base.Sha256;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.Dependency;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Recognizes data that were given before, although Deeplearning4j makes new objects for each call: the text is the same if
 * and only if the examples are.
 */
final class SourceIdentity {
    /** Converts {@code RDD<LabeledPoint>} to data sets, by the RDD and the number of the network's classes alone. */
    private static final String CONVERTS_POINTS = " at MLLibUtil.java:";

    private SourceIdentity() {}

    /** Returns the identity of data sets: the RDD, or that of the points which Deeplearning4j has converted. */
    static String of(JavaRDD<?> examples) {
        RDD<?> rdd = examples.rdd();
        String call = rdd.getCreationSite();
        if (call.contains(CONVERTS_POINTS) && rdd.dependencies().size() == 1) {
            Dependency<?> points = rdd.dependencies().head();
            return "RDD " + points.rdd().id() + " by " + call;
        }
        return "RDD " + rdd.id();
    }

    /**
     * Returns the identity of files: their paths in order, lengths and times, and what loads them.
     *
     * @param loader one of Deeplearning4j's, which can be serialized
     */
    static String ofFiles(JavaRDD<String> paths, Serializable loader, Broadcast<SerializableConfiguration> hadoop) {
        List<String> sums = paths.mapPartitions(new Sum(hadoop)).collect();
        return "files " + sums + " by " + loader.getClass().getName() + " "
                + HexFormat.of().formatHex(Sha256.digest().digest(SerializationUtils.serialize(loader)));
    }

    /** SHA-256 of a partition's paths, with the files' lengths and times. */
    private record Sum(Broadcast<SerializableConfiguration> hadoop)
            implements FlatMapFunction<Iterator<String>, String> {
        @Override
        public Iterator<String> call(Iterator<String> paths) {
            MessageDigest digest = Sha256.digest();
            Configuration configuration = hadoop.value().value();
            while (paths.hasNext()) {
                String path = paths.next();
                digest.update((path + state(new Path(path), configuration) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return List.of(HexFormat.of().formatHex(digest.digest())).iterator();
        }

        /** A path may be no file: its loader decides what it names. */
        private static String state(Path path, Configuration configuration) {
            try {
                FileStatus status = path.getFileSystem(configuration).getFileStatus(path);
                return " " + status.getLen() + " " + status.getModificationTime();
            } catch (IOException e) {
                return "";
            }
        }
    }
}
