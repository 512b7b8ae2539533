package dev.convoy.driver.prepare.task;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
import scala.collection.JavaConverters;
import scala.collection.mutable.ArrayBuffer;
import scala.reflect.ClassTag$;

/**
 * The parts of the input, a task for each. A task is sent its own part only, by Java's serialization; {@code parallelize}
 * would use the serializer for data, and Kryo cannot build records.
 */
public final class SourceRdd<P extends Serializable, T> extends RDD<T> {
    private static final long serialVersionUID = 1L;

    private final transient List<P> parts;
    private final Broadcast<SerializableConfiguration> hadoop;
    private final Reading<P, T> reading;

    /** What a task makes of its part. */
    public interface Reading<P, T> extends Serializable {
        Iterator<T> read(P part, Configuration hadoop) throws IOException;
    }

    private record Piece(int index, Serializable part) implements Partition {
        private static final long serialVersionUID = 1L;
    }

    private SourceRdd(
            JavaSparkContext spark, List<P> parts, Broadcast<SerializableConfiguration> hadoop, Reading<P, T> reading) {
        super(spark.sc(), new ArrayBuffer<Dependency<?>>(), ClassTag$.MODULE$.apply(Object.class));
        this.parts = parts;
        this.hadoop = hadoop;
        this.reading = reading;
    }

    public static <P extends Serializable, T> JavaRDD<T> of(
            JavaSparkContext spark, List<P> parts, Broadcast<SerializableConfiguration> hadoop, Reading<P, T> reading) {
        return new SourceRdd<>(spark, parts, hadoop, reading).toJavaRDD();
    }

    @Override
    public Partition[] getPartitions() {
        Partition[] pieces = new Partition[parts.size()];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new Piece(i, parts.get(i));
        }
        return pieces;
    }

    @Override
    @SuppressWarnings("unchecked")
    public scala.collection.Iterator<T> compute(Partition piece, TaskContext task) {
        try {
            return JavaConverters.asScalaIterator(
                    reading.read((P) ((Piece) piece).part(), hadoop.value().value()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
