package dev.convoy.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.TestImages;
import dev.convoy.driver.model.ModelDescription;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.model.ModelRequest;
import dev.convoy.driver.model.keras.KerasParts;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** A model's file that says how pixels are scaled gives what its network gives for values scaled so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileNormalizationIT {
    private static final String FLATTEN =
            "{\"class_name\": \"Flatten\", \"config\": {\"name\": \"flatten\", \"batch_input_shape\": [null, 2, 2, 1]}}";
    private static final String RESCALING = "{\"class_name\": \"Rescaling\", \"config\": {\"name\": \"first\", "
            + "\"scale\": 0.00392156862745098, \"batch_input_shape\": [null, 2, 2, 1]}}, ";

    @TempDir
    static Path folder;

    private SparkSession spark;
    private ImageRows rows;
    private List<Row> expected;

    @BeforeAll
    void start() {
        spark = LocalSpark.session().getOrCreate();
        byte[] pixels = {0, 50, 100, -1, 10, -20, 30, 4, 5, 6, -77, 8};
        rows = new ImageRows(spark, new TestImages(new Shape(1, 2, 2), pixels, new int[] {0, 1, 2}));
        String plain = keras("plain.h5", "");
        expected = predicted(vectors(plain).fit(rows.vectors(1)), rows.vectors(1));
    }

    @AfterAll
    void stop() {
        spark.stop();
    }

    @Test
    void layersThatScaleHoldForImagesAndVectorsAlsoWhenTheModelIsSaved() throws Exception {
        String scaling = keras("scaling.h5", RESCALING);
        ConvoyClassificationModel ofImages = classifier(scaling).fit(rows.images(1));
        ConvoyClassificationModel ofVectors = vectors(scaling).fit(rows.unscaled(1));

        assertExpected(ofImages, rows.images(1));
        assertExpected(ofVectors, rows.unscaled(1));
        for (ConvoyClassificationModel model : List.of(ofImages, ofVectors)) {
            String saved = folder.resolve("saved").toString();
            model.write().overwrite().save(saved);
            ConvoyClassificationModel loaded = ConvoyClassificationModel.load(saved);
            assertExpected(loaded, rows.images(1));
            assertExpected(loaded, rows.unscaled(1));
            String zip = saved + "/data/model.zip";
            assertExpected(classifier(zip).fit(rows.images(1)), rows.images(1));
            assertExpected(vectors(zip).fit(rows.unscaled(1)), rows.unscaled(1));
        }
    }

    @Test
    void aSavedZipSaysWhatItsNetworkExpects() throws Exception {
        String saved = folder.resolve("described").toString();
        Dataset<Row> named = rows.images(1)
                .withColumn(
                        "label",
                        functions.col("label"),
                        NominalAttribute.defaultAttr()
                                .withName("label")
                                .withValues(new String[] {"a", "b", "c"})
                                .toMetadata());
        ConvoyClassificationModel model = classifier(keras("plain.h5", "")).fit(named);
        model.save(saved);
        ModelDescription description = described(saved);

        assertThat(description.image()).isEqualTo(new Shape(1, 2, 2));
        assertThat(description.classes()).containsExactly("a", "b", "c");
        // Of the training images, which later rows do not change.
        assertThat(description.normalization().mean()[0]).isCloseTo(86.9, within(20.0));
        ConvoyClassificationModel again =
                classifier(saved + "/data/model.zip").fit(named.limit(2).union(named));
        assertThat(predicted(again, named)).isEqualTo(predicted(model, named));

        ConvoyClassificationModel unscaled = vectors(keras("plain.h5", "")).fit(rows.vectors(1));
        unscaled.write().overwrite().save(saved);
        assertThat(described(saved).normalization()).isNull();
    }

    private static ModelDescription described(String saved) throws IOException {
        ModelRequest request = ModelRequest.of(saved + "/data/model.zip", DataType.FLOAT, 1);
        return ModelLoader.load(request, new Shape(1, 2, 2), 3, new Configuration())
                .description();
    }

    @Test
    void vectorsOfOtherChannelsThanTheNormalizationAreRefused() throws Exception {
        String saved = folder.resolve("channels").toString();
        classifier(keras("scaling.h5", RESCALING)).fit(rows.images(1)).save(saved);

        assertThatThrownBy(() -> classifier(saved + "/data/model.zip").fit(rows.unscaled(1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("setInputShape(channels, height, width)");
    }

    private void assertExpected(ConvoyClassificationModel model, Dataset<Row> given) {
        List<Row> got = predicted(model, given);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(got.get(i).<Vector>getAs("probability").toArray())
                    .containsExactly(
                            expected.get(i).<Vector>getAs("probability").toArray(), within(1e-5));
        }
    }

    private static List<Row> predicted(ConvoyClassificationModel model, Dataset<Row> given) {
        return model.transform(given).select("id", "probability").orderBy("id").collectAsList();
    }

    /** Returns a classifier that leaves the weights of the file as they are. */
    private static ConvoyClassifier classifier(String model) {
        return new ConvoyClassifier().setModel(model).setMaxIter(0).setExportDirectory(folder.toString());
    }

    private static ConvoyClassifier vectors(String model) {
        return classifier(model).setInputShape(1, 2, 2);
    }

    private static String keras(String name, String before) {
        return KerasParts.good()
                .array("dense/kernel", new float[][] {{1, -2, 3}, {-1, 0, 2}, {2, 1, -1}, {0, 3, -2}})
                .model(
                        FLATTEN,
                        before
                                + (before.isEmpty()
                                        ? FLATTEN
                                        : FLATTEN.replace(", \"batch_input_shape\": [null, 2, 2, 1]", "")))
                .write(folder.resolve(name))
                .toString();
    }
}
