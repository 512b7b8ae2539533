package dev.convoy.driver.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.TestImages;
import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad rows are refused with a message of one line, and leave no files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRowsIT {
    @TempDir
    static Path folder;

    @TempDir
    static Path models;

    private SparkSession spark;

    @BeforeAll
    void start() {
        spark = LocalSpark.session().getOrCreate();
    }

    @AfterAll
    void stop() {
        spark.stop();
    }

    List<Arguments> badRowsAndParams() {
        Dataset<Row> good = images(28).images(2);
        Dataset<Row> vectors = images(28).vectors(2);
        List<Arguments> refused = new ArrayList<>();
        refused.add(refused("labels must be classes: 0, 1, …. Given: -1.0. ", fit(good, "label", lit(-1.0))));
        refused.add(refused("labels must be classes: 0, 1, …. Given: 0.5. ", fit(good, "label", lit(0.5))));
        refused.add(refused("labels must be classes: 0, 1, …. Given: NaN. ", fit(good, "label", lit(Double.NaN))));
        refused.add(refused("labels must be classes: 0, 1, …. Given: null. ", fit(good, "label", lit(null))));
        refused.add(refused("features must be there in every row. Given: null. ", fit(good, "features", lit(null))));
        refused.add(refused("all rows must have features of one size. Given: 1×28×28 and 1×32×32. ", () -> classifier()
                .fit(good.union(images(32).images(1)))));
        refused.add(refused("all rows must have features of one size. Given: 784 and 1024. ", () -> classifier()
                .fit(vectors.union(images(32).vectors(1)))));
        refused.add(refused(
                "encoded images must be of a kind that Convoy reads, such as PNG or JPEG. Given: 3 bytes: no JPEG, PNG,",
                fit(images(28).encoded(2), "features", lit(new byte[3]))));
        refused.add(refused(
                "an image must hold a byte for each channel of each pixel. Given: 784 bytes for 1×28×28, mode 5, from test",
                fit(good, "features", col("features").withField("mode", lit(5)))));
        refused.add(refused(
                "column features must have the 64 values of inputShape 1×8×8. Given: 784. ",
                () -> classifier().setInputShape(1, 8, 8).fit(vectors)));
        refused.add(refused(
                "column features must have the 784 values of inputShape 1×14×56. Given: 1×28×28. ",
                () -> classifier().setInputShape(1, 14, 56).fit(good)));
        refused.add(refused(
                "a network for images must know the shape of vectors. Given: vectors of 784 values for lenet. Call"
                        + " setInputShape(channels, height, width).",
                () -> classifier().fit(vectors)));
        refused.add(refused(
                "a network for images must know the shape of vectors. Given: vectors of 784 values, so that layer conv1"
                        + " takes an input that its kernel, stride and padding fit into. Given: 784×1×1.",
                () -> classifier().setModel(lenetFile()).fit(vectors)));
        refused.add(refused(
                "features must be finite as float32. Given: NaN as value 783 of example 0 of partition 2, counted from 0. ",
                () -> classifier().setInputShape(1, 28, 28).fit(vectors.union(notANumber(vectors)))));
        refused.add(refused(
                "labels in column label must be classes, counted from 0. Given: a greatest of 9,300,000 in 4 rows. Is it an"
                        + " id column?",
                fit(good, "label", lit(9_300_000))));
        refused.add(refused(
                "labels in column label must be classes, counted from 0. Given: a greatest of 999 in 4 rows. Is it an id"
                        + " column?",
                fit(good, "label", lit(999))));
        refused.add(refused(
                "labels in column label must be of at least two classes, 0 and 1. Given: a greatest of 0 in 4 rows. ",
                () -> classifier().fit(good.withColumn("label", lit(0)))));
        refused.add(refused(
                "exportDirectory must be on a file system that Spark has the library for. Given: s3a://b/x. ",
                () -> classifier().setExportDirectory("s3a://b/x").fit(good)));
        refused.add(refused("there must be rows to fit to. Given: none. ", () -> classifier()
                .fit(good.limit(0))));
        refused.add(refused(
                "labels must be below 2, the number of classes in the metadata of column label. Given: 2. ",
                () -> classifier().fit(good.withColumn("label", col("label"), classes(2)))));
        refused.add(refused(
                "labels in column label must be of at least two classes. Given: 1 in the column's metadata. ",
                () -> classifier().fit(good.withColumn("label", col("label"), classes(1)))));
        refused.add(refused(
                "model must be lenet, ", () -> classifier().setModel("lenot").fit(good)));
        refused.add(refused(
                "stepSize needs updater to be set. Given: 0.1. ",
                () -> classifier().setStepSize(0.1).fit(good)));
        refused.add(refused(
                "featuresCol must name a column of id, features, label. Given: image. ",
                () -> classifier().setFeaturesCol("image").fit(good)));
        refused.add(refused(
                "column id must hold vectors, images of Spark's image schema, or encoded images as binary. Given: int. ",
                () -> classifier().setFeaturesCol("id").fit(good)));
        return refused;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badRowsAndParams")
    void badRowsAndParamsAreRefused(String message, ThrowingCallable fit) {
        assertThatThrownBy(fit)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .message()
                .doesNotContain("\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aVectorThatIsNotFiniteIsRefusedWhenItIsPredicted() {
        Dataset<Row> vectors = images(28).vectors(1);
        ConvoyClassificationModel model =
                classifier().setInputShape(1, 28, 28).setMaxIter(0).fit(vectors);

        assertThatThrownBy(
                        () -> model.transform(vectors.union(notANumber(vectors)).coalesce(1))
                                .collect())
                .hasStackTraceContaining("features must be finite as float32. Given: NaN as value 783 of example 4 of");
    }

    @Test
    void whatSparkChecksIsRefusedInItsWords() {
        Dataset<Row> good = images(28).images(2);

        assertThatThrownBy(() -> classifier().fit(good.withColumn("label", lit("shoe"))))
                .hasMessageContaining("Column label must be of type numeric");
        assertThatThrownBy(() -> classifier().fit(good.withColumn("prediction", lit(1))))
                .hasMessageContaining("Column prediction already exists");
        assertThatThrownBy(() -> classifier().setWorkers(0)).hasMessageContaining("workers given invalid value 0");
        assertThatThrownBy(() -> classifier().setEngine("magic")).hasMessageContaining("engine given invalid value");
    }

    @Test
    void aRowThatDoesNotFitTheModelIsRefusedWhenItIsPredicted() {
        ConvoyClassificationModel model =
                classifier().setMaxIter(0).fit(images(28).images(1));

        assertThatThrownBy(() -> model.transform(images(32).images(1)).collect())
                .hasStackTraceContaining("all rows must have features of one size. Given: 1×28×28 and 1×32×32. ");
        assertThatThrownBy(() -> model.transform(
                        images(28).images(1),
                        new ParamMap().put(model.precision().w("float64"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("precision must be one whose parameters are FLOAT");
    }

    private static Arguments refused(String message, ThrowingCallable fit) {
        return Arguments.of(message, fit);
    }

    private static ConvoyClassifier classifier() {
        return new ConvoyClassifier().setExportDirectory(folder.toString());
    }

    private Dataset<Row> notANumber(Dataset<Row> vectors) {
        double[] values = new double[784];
        values[783] = Double.NaN;
        return spark.createDataFrame(List.of(RowFactory.create(9, Vectors.dense(values), 1.0)), vectors.schema());
    }

    private String lenetFile() {
        try {
            Path file = models.resolve("lenet.json");
            return Files.writeString(file, BuiltInModel.LENET.configuration(3).toJson())
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fits good rows with one bad row among them. */
    private static ThrowingCallable fit(Dataset<Row> good, String column, Column bad) {
        Column mixed = when(col("id").equalTo(3), bad).otherwise(col(column));
        return () -> classifier().fit(good.withColumn(column, mixed));
    }

    private static org.apache.spark.sql.types.Metadata classes(int count) {
        return NominalAttribute.defaultAttr()
                .withName("label")
                .withNumValues(count)
                .toMetadata();
    }

    private ImageRows images(int size) {
        byte[] pixels = new byte[4 * size * size];
        return new ImageRows(spark, new TestImages(new Shape(1, size, size), pixels, new int[] {0, 1, 2, 1}));
    }
}
