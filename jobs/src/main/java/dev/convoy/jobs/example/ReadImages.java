package dev.convoy.jobs.example;

import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.Dataset.Part;
import dev.convoy.driver.dataset.Shard;
import dev.convoy.worker.Images;
import java.io.IOException;
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
    public static JavaRDD<DataSet> rdd(JavaSparkContext spark, String folder, Part part) throws IOException {
        Dataset images = Dataset.open(folder, part, spark.hadoopConfiguration());
        ReadImages read = new ReadImages(
                images.shards().get(0),
                images.classes(),
                PARTS,
                spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())));
        List<Integer> numbers = IntStream.range(0, PARTS).boxed().toList();
        return spark.parallelize(numbers, PARTS).flatMap(read);
    }

    @Override
    public Iterator<DataSet> call(Integer number) throws IOException {
        Images images = (Images) file.read(hadoop.value().value());
        int from = (int) ((long) images.count() * number / parts);
        int to = (int) ((long) images.count() * (number + 1) / parts);
        return IntStream.range(from, to).mapToObj(row -> set(images, row)).iterator();
    }

    private DataSet set(Images images, int row) {
        int size = (int) images.shape().size();
        float[] pixels = new float[size];
        for (int i = 0; i < size; i++) {
            pixels[i] = (images.pixels()[row * size + i] & 0xff) / 255f;
        }
        long[] shape = {
            1,
            images.shape().channels(),
            images.shape().height(),
            images.shape().width()
        };
        INDArray label = Nd4j.zeros(1, classes).putScalar(images.labels()[row], 1);
        return new DataSet(Nd4j.create(pixels, shape, 'c'), label);
    }
}
