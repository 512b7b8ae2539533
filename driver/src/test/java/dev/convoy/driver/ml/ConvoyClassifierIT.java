package dev.convoy.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.TestImages;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.kernel.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** A small network on 8×8 images of 3 classes. Uses Kryo, which can serialize less than Java's serialization. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConvoyClassifierIT {
    private static final TinyJob TINY = TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(1), 1, 1, 1);

    @TempDir
    static Path folder;

    private SparkSession spark;
    private ImageRows rows;
    private String network;

    @BeforeAll
    void start() throws Exception {
        spark = LocalSpark.session()
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .getOrCreate();
        rows = new ImageRows(spark, TestImages.of(new TinyJob.RandomShard(100, 5)));
        network = Files.writeString(folder.resolve("tiny.json"), TINY.job().modelJson())
                .toString();
    }

    @AfterAll
    void stop() {
        spark.stop();
    }

    @Test
    void theSameRowsInTheSamePartitionsGiveTheSameBitsAndNothingIsLeft() {
        Path export = folder.resolve("export");
        ConvoyClassifier classifier = classifier().setExportDirectory(export.toString());

        List<Row> once = predicted(classifier.fit(rows.images(3)), rows.images(3));
        assertThat(predicted(classifier.fit(rows.images(3)), rows.images(3))).isEqualTo(once);
        assertThat(predicted(classifier.setSeed(1).fit(rows.images(3)), rows.images(3)))
                .isNotEqualTo(once);
        assertThat(export).isEmptyDirectory();
    }

    @Test
    void encodedImagesAreTheSameAsImages() {
        ConvoyClassificationModel model = classifier().fit(rows.encoded(2));
        List<Row> predicted = predicted(model, rows.encoded(2));

        assertThat(predicted(model, rows.images(2))).isEqualTo(predicted);
        assertThat(predicted(classifier().fit(rows.images(2)), rows.images(2))).isEqualTo(predicted);
    }

    @Test
    void aRowIsPredictedAlikeWhereverItStands() {
        ConvoyClassificationModel model = vectors().fit(rows.vectors(2));
        List<Row> expected = predicted(model, rows.vectors(2));

        assertThat(predicted(model, rows.vectors(1))).isEqualTo(expected);
        assertThat(predicted(model, rows.vectors(7))).isEqualTo(expected);
        assertThat(predicted(model, rows.vectors(2).orderBy(functions.desc("id"))))
                .isEqualTo(expected);
    }

    @Test
    void predictionsAreWhatDeeplearning4jSays() {
        ConvoyClassificationModel model = vectors().fit(rows.vectors(2));
        MultiLayerNetwork inDeeplearning4j = (MultiLayerNetwork) model.network();

        for (Row row : model.transform(rows.vectors(1)).limit(10).collectAsList()) {
            double[] features = row.<Vector>getAs("features").toArray();
            double[] expected = inDeeplearning4j
                    .output(Nd4j.create(features).castTo(DataType.FLOAT).reshape(1, 1, 8, 8))
                    .toDoubleVector();
            double[] raw = row.<Vector>getAs("rawPrediction").toArray();
            assertThat(raw).containsExactly(expected, within(1e-5));
            assertThat(row.<Double>getAs("prediction")).isEqualTo(new DenseVector(expected).argmax());
            double[] probability = row.<Vector>getAs("probability").toArray();
            assertThat(probability).containsExactly(raw, within(1e-6));
            assertThat(probability[0] + probability[1] + probability[2]).isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void columnsSayHowManyClassesThereAreAndMayBeLeftOut() {
        ConvoyClassificationModel model = vectors().setMaxIter(0).fit(rows.vectors(2));
        Dataset<Row> all = model.transform(rows.vectors(2));

        assertThat(all.columns())
                .containsExactly("id", "features", "label", "rawPrediction", "probability", "prediction");
        for (StructType schema :
                List.of(all.schema(), model.transformSchema(rows.vectors(2).schema()))) {
            assertThat(AttributeGroup.fromStructField(schema.apply("probability"))
                            .size())
                    .isEqualTo(3);
            assertThat(MetadataUtils.getNumClasses(schema.apply("prediction")).get())
                    .isEqualTo(3);
        }
        model.setRawPredictionCol("").setProbabilityCol("").setPredictionCol("class");
        assertThat(model.transform(rows.vectors(2)).columns()).containsExactly("id", "features", "label", "class");
    }

    @Test
    void otherColumnsMayShareANameAndKeepTheirMetadata() {
        ConvoyClassificationModel model = vectors().setMaxIter(0).fit(rows.vectors(2));
        Metadata named = new MetadataBuilder().putString("note", "kept").build();
        Dataset<Row> shared = rows.vectors(2)
                .select(
                        functions.col("label").as("twice", named),
                        functions.col("*"),
                        functions.col("label").as("twice"),
                        functions.lit("upper").as("ID"));
        Dataset<Row> predicted = model.transform(shared);

        assertThat(predicted.columns()).startsWith("twice", "id", "features", "label", "twice", "ID", "rawPrediction");
        assertThat(predicted.schema().apply(0).metadata()).isEqualTo(named);
        assertThat(predicted.schema()).isEqualTo(model.transformSchema(shared.schema()));
        assertThat(predicted.select("prediction").count()).isEqualTo(100);
        assertThat(predicted.first().getString(5)).isEqualTo("upper");
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "lars"})
    void updatersOfTheCommandLineTrainAndAreSaved(String updater) throws Exception {
        String path = folder.resolve(updater).toString();
        ConvoyClassificationModel model =
                vectors().setUpdater(updater).setMaxIter(1).fit(rows.vectors(2));
        model.save(path);

        assertThat(parameters(model))
                .isNotEqualTo(parameters(vectors().setMaxIter(0).fit(rows.vectors(2))));
        assertThat(predicted(ConvoyClassificationModel.load(path), rows.vectors(2)))
                .isEqualTo(predicted(model, rows.vectors(2)));
    }

    @Test
    void outputsThatMayBeNegativeHaveNoProbabilities() throws Exception {
        String linear = Files.writeString(
                        folder.resolve("linear.json"),
                        TINY.job()
                                .modelJson()
                                .replace("ActivationSoftmax", "ActivationIdentity")
                                .replaceFirst("LossMCXENT|LossNegativeLogLikelihood", "LossMSE"))
                .toString();
        ConvoyClassifier classifier = vectors().setModel(linear).setMaxIter(1);

        assertThatThrownBy(() -> classifier.fit(rows.vectors(2)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("probabilities need an output layer with softmax, sigmoid, hard sigmoid or"
                        + " softplus. Given: ActivationIdentity in layer ")
                .hasMessageEndingWith("Call setProbabilityCol(\"\").");
        ConvoyClassificationModel model = classifier.setProbabilityCol("").fit(rows.vectors(2));
        assertThat(model.transform(rows.vectors(2)).select("prediction").collectAsList())
                .hasSize(100);
        assertThatThrownBy(() -> model.setProbabilityCol("probability").transform(rows.vectors(2)))
                .isInstanceOf(InvalidInputException.class);
        assertThat(new OutputColumns("", "probability", "").values(new double[4]))
                .containsExactly(new DenseVector(new double[] {0.25, 0.25, 0.25, 0.25}));
    }

    @Test
    void aStreamIsPredictedAsItsRowsAre() throws Exception {
        ConvoyClassificationModel model = vectors().setMaxIter(0).fit(rows.vectors(2));
        String files = folder.resolve("streamed").toString();
        rows.vectors(2).write().parquet(files);
        Dataset<Row> stream =
                spark.readStream().schema(rows.vectors(1).schema()).parquet(files);
        StreamingQuery query = model.transform(stream)
                .writeStream()
                .format("memory")
                .queryName("streamed")
                .trigger(Trigger.AvailableNow())
                .start();
        query.awaitTermination();

        assertThat(spark.table("streamed")
                        .select("id", "rawPrediction", "probability", "prediction")
                        .orderBy("id")
                        .collectAsList())
                .isEqualTo(predicted(model, rows.vectors(2)));
    }

    @Test
    void copiesAndSavedEstimatorsKeepParamsAndUid() throws Exception {
        ConvoyClassifier classifier = classifier().setStepSize(0.5).setUpdater("sgd");
        String explained = classifier.explainParams();
        String path = folder.resolve("estimator").toString();
        classifier.setInputShape(1, 8, 8).save(path);
        ConvoyClassifier loaded = ConvoyClassifier.load(path);

        assertThat(loaded.uid()).isEqualTo(classifier.uid());
        assertThat(loaded.getInputShape()).containsExactly(1, 8, 8);
        assertThat(((ConvoyClassifier) loaded.clear(loaded.inputShape())).explainParams())
                .isEqualTo(explained);
        ConvoyClassifier copy =
                classifier.copy(new ParamMap().put(classifier.maxIter().w(9)));
        assertThat(copy.getMaxIter()).isEqualTo(9);
        assertThat(copy.getStepSize()).isEqualTo(0.5);
        assertThat(classifier.getMaxIter()).isEqualTo(3);
    }

    @Test
    void aModelThatWasDamagedOnDiskIsRefused() throws Exception {
        String path = folder.resolve("damaged").toString();
        ConvoyClassificationModel model = vectors().setMaxIter(0).fit(rows.vectors(2));
        model.save(path);
        assertThat(predicted(ConvoyClassificationModel.load(path), rows.vectors(2)))
                .isEqualTo(predicted(model, rows.vectors(2)));

        Path zip = Path.of(path, "data", "model.zip");
        byte[] bytes = Files.readAllBytes(zip);
        Files.delete(zip.resolveSibling(".model.zip.crc"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(zip, bytes);
        assertThatThrownBy(() -> ConvoyClassificationModel.load(path))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be whole. Given: ");
        Files.delete(zip);
        assertThatThrownBy(() -> ConvoyClassificationModel.load(path)).isInstanceOf(InvalidInputException.class);
        Path fitted = zip.resolveSibling("fitted.json");
        String json = Files.readString(fitted);
        Files.delete(zip.resolveSibling(".fitted.json.crc"));
        for (String wrong : List.of(
                json.replaceFirst("\"deviation\" : \\[ [0-9.]+", "\"deviation\" : [ 0.0"),
                json.replaceFirst("\"mean\" : \\[[^]]*]", "\"mean\" : []"),
                json.replace("\"shape\"", "\"format\""),
                json.replaceFirst("\"format\" : 1", "\"format\" : 2"),
                json.substring(0, json.length() / 2),
                "null")) {
            assertThat(wrong).isNotEqualTo(json);
            Files.writeString(fitted, wrong);
            assertThatThrownBy(() -> ConvoyClassificationModel.load(path))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("a saved model must be whole")
                    .message()
                    .doesNotContain("\n");
        }
        Files.delete(fitted);
        assertThatThrownBy(() -> ConvoyClassificationModel.load(path))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("a saved model must be whole. Given: ");
    }

    @Test
    void aSavedZipIsFineTunedWithItsFirstLayerKept() throws Exception {
        String path = folder.resolve("first").toString();
        ConvoyClassificationModel first = vectors().fit(rows.vectors(2));
        first.save(path);
        ConvoyClassifier tuner = vectors().setModel(path + "/data/model.zip");

        assertThat(parameters(tuner.setMaxIter(0).fit(rows.vectors(2)))).isEqualTo(parameters(first));
        ConvoyClassificationModel tuned =
                tuner.setMaxIter(1).setFreezeUntil("layer0").fit(rows.vectors(2));
        // Four filters of 3×3 with a bias each.
        assertThat(Arrays.copyOf(parameters(tuned), 40)).isEqualTo(Arrays.copyOf(parameters(first), 40));
        assertThat(parameters(tuned)).isNotEqualTo(parameters(first));
        tuned.write().overwrite().save(path);
        assertThat(predicted(ConvoyClassificationModel.load(path), rows.vectors(2)))
                .isEqualTo(predicted(tuned, rows.vectors(2)));
    }

    private static float[] parameters(ConvoyClassificationModel model) {
        return ((MultiLayerNetwork) model.network()).params().toFloatVector();
    }

    private ConvoyClassifier classifier() {
        return new ConvoyClassifier()
                .setModel(network)
                .setMaxIter(3)
                .setBatchSize(8)
                .setAveragingFrequency(2)
                .setExportDirectory(folder.toString());
    }

    private ConvoyClassifier vectors() {
        return classifier().setInputShape(1, 8, 8);
    }

    /** Returns the predictions in the order of the ids. */
    private static List<Row> predicted(ConvoyClassificationModel model, Dataset<Row> rows) {
        return model.transform(rows)
                .select("id", "rawPrediction", "probability", "prediction")
                .orderBy("id")
                .collectAsList();
    }
}
