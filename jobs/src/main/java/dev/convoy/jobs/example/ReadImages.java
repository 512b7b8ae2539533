package dev.convoy.jobs.example;

import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Reads one of several equal parts of an IDX file as data sets of one example each, pixels from 0 to 1. */
public record ReadImages(Shard file, int classes, int parts, Broadcast<SerializableConfiguration> hadoop)
        implements FlatMapFunction<Integer, DataSet> {
    private static final int PARTS = 4;

    /** @param folder with the four files of the MNIST family, which all executors see */
    public static JavaRDD<DataSet> rdd(JavaSparkContext spark, String folder, Split part) throws IOException {
        Dataset images = Dataset.open(folder, part, spark.hadoopConfiguration());
        ReadImages read = new ReadImages(
                images.shards().get(0),
                images.classes().size(),
                PARTS,
                spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())));
        List<Integer> numbers = IntStream.range(0, PARTS).boxed().toList();
        return spark.parallelize(numbers, PARTS).flatMap(read);
    }

    @Override
    public Iterator<DataSet> call(Integer number) throws IOException {
        int from = (int) ((long) file.count() * number / parts);
        int to = (int) ((long) file.count() * (number + 1) / parts);
        List<DataSet> sets = new ArrayList<>();
        file.read(hadoop.value().value(), (index, label, pixels, length) -> {
            if (index >= from && index < to) {
                sets.add(set(pixels, label));
            }
        });
        return sets.iterator();
    }

    private DataSet set(byte[] image, int label) {
        Shape shape = file.format().shape();
        float[] pixels = new float[image.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (image[i] & 0xff) / 255f;
        }
        long[] dimensions = {1, shape.channels(), shape.height(), shape.width()};
        INDArray labels = Nd4j.zeros(1, classes).putScalar(label, 1);
        return new DataSet(Nd4j.create(pixels, dimensions, 'c'), labels);
    }
}
