package dev.convoy.driver.ml;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.driver.dataset.Example;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.model.ModelDescription;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.model.ModelRequest;
import dev.convoy.driver.rdd.RddExport;
import dev.convoy.driver.rdd.RddTraining;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.ModelState;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** Trains a network on rows: reads their statistics, loads the network, exports the rows, and trains. */
record ClassifierTrainer(ConvoyParams params) {
    private static final Logger LOG = LoggerFactory.getLogger(ClassifierTrainer.class);

    /** Up to this number of classes, fewer rows than classes are accepted, for experiments. */
    private static final int ALWAYS_PLAUSIBLE = 100;

    FittedNetwork fit(Dataset<Row> dataset) throws IOException {
        SparkContext spark = dataset.sparkSession().sparkContext();
        String description = spark.getLocalProperty(SparkContext$.MODULE$.SPARK_JOB_DESCRIPTION());
        try {
            return train(dataset);
        } finally {
            spark.setJobDescription(description);
        }
    }

    private FittedNetwork train(Dataset<Row> dataset) throws IOException {
        FeatureColumn features = FeatureColumn.of(dataset.schema(), params.getFeaturesCol());
        JavaRDD<Row> rows = dataset.select(
                        dataset.col(params.getFeaturesCol()),
                        dataset.col(params.getLabelCol()).cast("double"))
                .javaRDD();
        RowStatistics statistics = RowStatistics.of(rows, features);
        Shape shape = shape(features, statistics.shape());
        Configuration hadoop = rows.context().hadoopConfiguration();
        Precision precision = Precision.of(params.getPrecision());
        int classes = classes(dataset.schema().apply(params.getLabelCol()), statistics);
        LoadedModel loaded = load(features, shape, classes, precision.storage(), hadoop);
        loaded.notes().forEach(LOG::warn);
        Model network = loaded.model();
        OutputColumns.of(params).requireProbabilitiesOf(network);
        List<String> labels = labels(dataset.schema().apply(params.getLabelCol()), network.outputs());
        ModelDescription used = new ModelDescription(
                shape, normalization(loaded, features, statistics), labels.isEmpty() ? null : labels, null, null);
        RowReader reader = new RowReader(features, shape, network.outputs(), FittedNetwork.normalization(used, shape));
        JavaRDD<Example> examples = rows.mapPartitions(new RowExamples(reader));
        RddTraining.Settings settings = new RddTraining.Settings(
                params.getWorkers(),
                params.getAveragingFrequency(),
                params.getBatchSize(),
                params.getSeed(),
                params.getEngine(),
                precision);
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(rows.context());
        try (RddExport export = new RddExport(examples, folder(hadoop));
                RddTraining training = RddTraining.of(spark, network, settings, export)) {
            ModelState seeded = training.initial();
            Progress start = Progress.start(loaded.start(seeded), loaded.iterations(seeded));
            Progress end = training.train(start, params.getMaxIter(), (report, at) -> log(report));
            return new FittedNetwork(network, used, end.state().parameters());
        }
    }

    private LoadedModel load(FeatureColumn features, Shape shape, int classes, DataType storage, Configuration hadoop)
            throws IOException {
        boolean unshaped = features == FeatureColumn.VECTOR && !params.isDefined(params.inputShape());
        if (unshaped && BuiltInModel.named(params.getModel()).isPresent()) {
            throw unshaped("vectors of " + shape + " values for " + params.getModel(), null);
        }
        try {
            ModelRequest request = new ModelRequest(
                    params.getModel(),
                    ModelRequest.Changes.of(
                            updater(),
                            params.isDefined(params.freezeUntil())
                                    ? Optional.of(params.getFreezeUntil())
                                    : Optional.empty()),
                    storage,
                    params.getSeed());
            return ModelLoader.load(request, shape, classes, hadoop);
        } catch (InvalidInputException e) {
            // If the message mentions the vector's length, the shape may be the cause.
            boolean ofShape = e.getMessage().contains("Given: " + shape.channels());
            throw unshaped && ofShape ? unshaped("vectors of " + shape + " values, so that " + e.getMessage(), e) : e;
        }
    }

    /**
     * A file's normalization is part of its network, which therefore expects values as pixels have them, in images and in
     * vectors; null for vectors that are used as they are.
     */
    private Normalization normalization(LoadedModel loaded, FeatureColumn features, RowStatistics statistics) {
        Normalization own = loaded.description().normalization();
        if (own == null) {
            return features == FeatureColumn.VECTOR ? null : statistics.normalization();
        }
        int channels = loaded.model().input().channels();
        if (own.channels() != channels) {
            throw new InvalidInputException(
                    "features must have the " + own.channels() + " channels of the normalization in "
                            + params.getModel(),
                    channels,
                    features == FeatureColumn.VECTOR
                            ? "Call setInputShape(channels, height, width)."
                            : "Use other images, or another model.");
        }
        return own;
    }

    private static InvalidInputException unshaped(String given, InvalidInputException cause) {
        return new InvalidInputException(
                "a network for images must know the shape of vectors",
                given,
                "Call setInputShape(channels, height, width).",
                cause);
    }

    private Shape shape(FeatureColumn features, Shape found) {
        if (!params.isDefined(params.inputShape())) {
            return found;
        }
        int[] sizes = params.getInputShape();
        Shape given = new Shape(sizes[0], sizes[1], sizes[2]);
        if (features == FeatureColumn.VECTOR ? given.size() != found.size() : !given.equals(found)) {
            throw new InvalidInputException(
                    "column " + params.getFeaturesCol() + " must have the " + given.size() + " values of inputShape "
                            + given,
                    found,
                    "Change inputShape, or the column.");
        }
        return given;
    }

    /** Returns the names that the column's metadata have for all outputs, as StringIndexer writes them; else none. */
    private static List<String> labels(StructField label, int outputs) {
        Attribute attribute = Attribute.fromStructField(label);
        boolean isNamed = attribute instanceof NominalAttribute nominal
                && nominal.values().isDefined()
                && nominal.values().get().length == outputs;
        return isNamed ? List.of(((NominalAttribute) attribute).values().get()) : List.of();
    }

    private int classes(StructField label, RowStatistics statistics) {
        Option<Object> declared = MetadataUtils.getNumClasses(label);
        if (declared.isEmpty()) {
            requirePlausible(label.name(), statistics);
            return statistics.classes();
        }
        int classes = (Integer) declared.get();
        if (classes < 2) {
            throw new InvalidInputException(
                    "labels in column " + label.name() + " must be of at least two classes",
                    classes + " in the column's metadata",
                    "Check the labels: a network that tells classes apart learns nothing from one.");
        }
        if (statistics.classes() > classes) {
            throw new InvalidInputException(
                    "labels must be below " + classes + ", the number of classes in the metadata of column "
                            + label.name(),
                    statistics.classes() - 1,
                    "Check the labels.");
        }
        return classes;
    }

    private static void requirePlausible(String column, RowStatistics statistics) {
        int greatest = statistics.classes() - 1;
        String given = String.format(Locale.ROOT, "a greatest of %,d in %,d rows", greatest, statistics.rows());
        if (greatest < 1) {
            throw new InvalidInputException(
                    "labels in column " + column + " must be of at least two classes, 0 and 1",
                    given,
                    "Check the column; StringIndexer makes such labels.");
        }
        if (statistics.classes() > ALWAYS_PLAUSIBLE && statistics.classes() >= statistics.rows()) {
            throw new InvalidInputException(
                    "labels in column " + column + " must be classes, counted from 0",
                    given,
                    "Is it an id column? StringIndexer makes labels without gaps, and declares the number of classes.");
        }
    }

    private UpdaterChoice updater() {
        boolean rateGiven = params.isDefined(params.stepSize());
        if (rateGiven && params.getUpdater().equals(UpdaterChoice.MODEL)) {
            throw new InvalidInputException(
                    "stepSize needs updater to be set", params.getStepSize(), "Try setUpdater(\"adam\").");
        }
        OptionalDouble rate = rateGiven ? OptionalDouble.of(params.getStepSize()) : OptionalDouble.empty();
        return new UpdaterChoice(params.getUpdater(), rate, OptionalDouble.empty());
    }

    private static void log(RoundReport report) {
        LOG.info(
                "epoch {}/{}, round {}/{}: loss {}",
                report.position().epoch(),
                report.position().epochs(),
                report.position().round(),
                report.position().rounds(),
                report.loss());
    }

    /** Returns a new folder for each call, because fits may run at the same time. */
    private Path folder(Configuration hadoop) throws IOException {
        String parent =
                params.isDefined(params.exportDirectory()) ? params.getExportDirectory() : hadoop.get("hadoop.tmp.dir");
        return new Path(
                UserPath.of("exportDirectory", parent, hadoop).path(),
                Identifiable$.MODULE$.randomUID("convoy-export"));
    }
}
