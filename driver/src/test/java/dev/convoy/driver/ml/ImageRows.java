package dev.convoy.driver.ml;

import dev.convoy.driver.dataset.TestImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Gray images as DataFrames of each kind, with the columns {@code id}, {@code features}, {@code label}. */
record ImageRows(SparkSession spark, TestImages images) {
    Dataset<Row> images(int partitions) {
        return frame(ImageSchema.columnSchema(), this::image, partitions);
    }

    Dataset<Row> vectors(int partitions) {
        return frame(SQLDataTypes.VectorType(), pixels -> Vectors.dense(values(pixels, 255)), partitions);
    }

    /** Vectors of 0 to 255. */
    Dataset<Row> unscaled(int partitions) {
        return frame(SQLDataTypes.VectorType(), pixels -> Vectors.dense(values(pixels, 1)), partitions);
    }

    Dataset<Row> encoded(int partitions) {
        return frame(DataTypes.BinaryType, this::png, partitions);
    }

    private Dataset<Row> frame(DataType type, Function<byte[], Object> features, int partitions) {
        int size = (int) images.shape().size();
        List<Row> rows = IntStream.range(0, images.count())
                .mapToObj(i -> RowFactory.create(
                        i, features.apply(Arrays.copyOfRange(images.pixels(), i * size, (i + 1) * size)), (double)
                                images.labels()[i]))
                .toList();
        StructType schema = new StructType(new StructField[] {
            new StructField("id", DataTypes.IntegerType, false, Metadata.empty()),
            new StructField("features", type, true, Metadata.empty()),
            new StructField("label", DataTypes.DoubleType, true, Metadata.empty())
        });
        return spark.createDataFrame(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, partitions), schema);
    }

    private Row image(byte[] pixels) {
        Object gray = ImageSchema.javaOcvTypes().get("CV_8UC1");
        return RowFactory.create("test", images.shape().height(), images.shape().width(), 1, gray, pixels);
    }

    private byte[] png(byte[] pixels) {
        BufferedImage image =
                new BufferedImage(images.shape().width(), images.shape().height(), BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, image.getWidth(), image.getHeight(), pixels);
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] values(byte[] pixels, double divisor) {
        return IntStream.range(0, pixels.length)
                .mapToDouble(i -> (pixels[i] & 0xff) / divisor)
                .toArray();
    }
}
