package dev.convoy.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.checkpoint.Checkpoints;
import dev.convoy.driver.checkpoint.ClusterCounters;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.TestImages;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.executor.KernelSpec;
import dev.convoy.driver.executor.WorkerData;
import dev.convoy.driver.executor.WorkerSpec;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.model.ModelRequest;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.round.LocalWorkers;
import dev.convoy.driver.round.MeteredWorkers;
import dev.convoy.driver.round.PhaseClock;
import dev.convoy.driver.round.Schedule;
import dev.convoy.driver.round.TrainingLoop;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.InputRule;
import dev.convoy.kernel.Device;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.Optimizer;
import dev.convoy.worker.StepRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** Trains on Fashion-MNIST's sample with the pipelines and validators that Spark ML builds from estimators. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PipelineIT {
    private static final String SAMPLE = "../jobs/data/fashion-mnist-sample/";

    @TempDir
    static Path folder;

    private final MulticlassClassificationEvaluator accuracy =
            new MulticlassClassificationEvaluator().setMetricName("accuracy");
    private SparkSession spark;
    private Dataset<Row> train;
    private Dataset<Row> few;
    private Dataset<Row> test;

    @BeforeAll
    void start() throws Exception {
        spark = LocalSpark.session().getOrCreate();
        train = sample(Split.TRAIN).images(1);
        few = train.limit(600).cache();
        test = sample(Split.TEST).images(2);
    }

    @AfterAll
    void stop() {
        spark.stop();
    }

    @Test
    void aPipelineLearnsIsSavedAndLoadedAndPredictsTheSameBits() throws Exception {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("name").setOutputCol("class").setStringOrderType("alphabetAsc"),
            classifier().setMaxIter(2).setLabelCol("class"),
            // The classes' names come with the prediction.
            new IndexToString().setInputCol("prediction").setOutputCol("predicted")
        });
        pipeline.write().overwrite().save(folder.resolve("pipeline").toString());
        PipelineModel model =
                Pipeline.load(folder.resolve("pipeline").toString()).fit(named(train));
        model.save(folder.resolve("model").toString());
        PipelineModel loaded = PipelineModel.load(folder.resolve("model").toString());

        Dataset<Row> predicted = model.transform(named(test));
        assertThat(accuracy.evaluate(predicted)).isGreaterThan(0.75);
        assertThat(new MulticlassClassificationEvaluator()
                        .setMetricName("logLoss")
                        .evaluate(predicted))
                .isLessThan(0.7);
        assertThat(predicted.where("predicted = name").count())
                .isEqualTo(Math.round(accuracy.evaluate(predicted) * test.count()));
        assertThat(answers(loaded.transform(named(test)))).isEqualTo(answers(predicted));
    }

    @Test
    void aCrossValidatorFindsTheBetterLearningRateIsSavedAndLoadedAndPredictsTheSameBits() throws Exception {
        ConvoyClassifier classifier =
                classifier().setMaxIter(2).setBatchSize(16).setUpdater("adam");
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.stepSize(), new double[] {1e-7, 1e-3})
                .build();
        CrossValidatorModel model = new CrossValidator()
                .setEstimator(classifier)
                .setEstimatorParamMaps(grid)
                .setEvaluator(accuracy)
                .setNumFolds(2)
                .setSeed(3)
                .setParallelism(2)
                .fit(few);
        model.save(folder.resolve("validated").toString());
        CrossValidatorModel loaded =
                CrossValidatorModel.load(folder.resolve("validated").toString());

        assertThat(model.avgMetrics()[0]).isLessThan(0.4);
        assertThat(model.avgMetrics()[1]).isGreaterThan(0.4);
        assertThat(((ConvoyClassificationModel) model.bestModel()).getStepSize())
                .isEqualTo(1e-3);
        assertThat(answers(loaded.transform(test))).isEqualTo(answers(model.transform(test)));
    }

    @Test
    void imagesInRowsGiveTheBitsThatTheSameImagesInFilesGive() throws Exception {
        MultiLayerNetwork fromRows =
                (MultiLayerNetwork) classifier().setMaxIter(1).fit(train).network();

        Configuration hadoop = new Configuration();
        var files = dev.convoy.driver.dataset.Dataset.open(SAMPLE, Split.TRAIN, hadoop);
        Model network = ModelLoader.load(
                        ModelRequest.of("lenet", DataType.FLOAT, 42),
                        files.shape(),
                        files.classes().size(),
                        hadoop)
                .model();
        Plan plan = new Plan(42, files.shardSizes(), 2, 10, 64);
        KernelSpec kernel = KernelSpec.of(
                KernelLookup.choose("onednn", network, Precision.FLOAT32, Device.CPU), Precision.FLOAT32, 1);
        WorkerSpec job = WorkerSpec.of(network, kernel, data(files), plan, StepRule.NONE);
        try (LocalWorkers workers = new LocalWorkers(job, 2, hadoop);
                Optimizer optimizer = new Optimizer(network, Precision.FLOAT32, 42)) {
            Schedule schedule = new Schedule(
                    plan, 1, Integer.MAX_VALUE, Optional.empty(), new PlainAverage(), optimizer::learningRate);
            MeteredWorkers metered = new MeteredWorkers(workers, new PhaseClock("start"), ClusterCounters.NONE);
            Progress fromFiles = new TrainingLoop(schedule, metered, List.of(), Checkpoints.NONE)
                    .run(Progress.start(optimizer.state()));
            assertThat(fromRows.params().toFloatVector())
                    .isEqualTo(fromFiles.state().parameters().toFloats());
        }
    }

    private static ConvoyClassifier classifier() {
        return new ConvoyClassifier().setExportDirectory(folder.toString());
    }

    private ImageRows sample(Split part) throws Exception {
        return new ImageRows(
                spark,
                TestImages.of(dev.convoy.driver.dataset.Dataset.open(SAMPLE, part, new Configuration())
                        .shards()
                        .get(0)));
    }

    private static WorkerData data(dev.convoy.driver.dataset.Dataset files) {
        InputRule rule = new InputRule(
                files.format(),
                files.shape(),
                List.of(),
                new InputRule.LabelRule(10, 0),
                files.normalization(),
                ImageRule.NONE);
        return new WorkerData(new WorkerData.Examples(files.shards(), rule), Map.of(), CacheSettings.DEFAULT, 1);
    }

    /** Adds the name of the class as a column. */
    private static Dataset<Row> named(Dataset<Row> rows) {
        return rows.withColumn("name", functions.expr("concat('class ', int(label))"));
    }

    private static List<Row> answers(Dataset<Row> predicted) {
        return predicted
                .select("id", "rawPrediction", "probability", "prediction")
                .orderBy("id")
                .collectAsList();
    }
}
