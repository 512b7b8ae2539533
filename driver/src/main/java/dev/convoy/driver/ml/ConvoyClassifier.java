package dev.convoy.driver.ml;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network on a DataFrame: an estimator for Spark ML's pipelines and validators.
 *
 * <p>Labels are classes from 0 on, as Spark ML's {@code StringIndexer} creates them; their number is in the column's
 * metadata, or is the largest label plus 1. Images, which must have one size, become planes of red, green and blue, or one
 * plane of gray; files in a binary column are decoded as {@code prepare} does. Each plane is normalized by what the file of
 * {@code setModel} says, or else to mean 0 and standard deviation 1 over the pixels of all training images; the model keeps
 * both numbers. Vectors are normalized by the file, or else used unchanged.
 *
 * <p>The rows are read twice, once for their statistics and once for the export to a folder that all executors see, so
 * cache a DataFrame that is expensive to compute. The same rows in the same partitions, with the same seed, give the
 * same bits.
 *
 * <p>Spark's {@code ProbabilisticClassifier} cannot be the base of a Java class: it creates its params before it knows
 * the {@code uid} that they belong to.
 */
public final class ConvoyClassifier extends Estimator<ConvoyClassificationModel>
        implements ConvoyParams, DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;

    public ConvoyClassifier() {
        this(Identifiable$.MODULE$.randomUID("convoy"));
    }

    public ConvoyClassifier(String uid) {
        this.uid = uid;
        setDefault(featuresCol(), "features");
        setDefault(labelCol(), "label");
        setDefault(predictionCol(), "prediction");
        setDefault(probabilityCol(), "probability");
        setDefault(rawPredictionCol(), "rawPrediction");
        setDefault(model(), "lenet");
        setDefault(maxIter(), 5);
        setDefault(workers(), 2);
        setDefault(averagingFrequency(), 10);
        setDefault(batchSize(), 64);
        setDefault(seed(), 42L);
        setDefault(updater(), UpdaterChoice.MODEL);
        setDefault(engine(), KernelLookup.AUTO);
        setDefault(precision(), Precision.FLOAT32.key());
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * Trains a model.
     *
     * @throws InvalidInputException if a row is invalid, or a param does not fit the rows
     * @throws dev.convoy.driver.round.DivergedException at the first round whose loss is not finite
     */
    @Override
    public ConvoyClassificationModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        try {
            FittedNetwork fitted = new ClassifierTrainer(this).fit(dataset.toDF());
            ConvoyClassificationModel model = new ConvoyClassificationModel(uid, fitted);
            return copyValues(model, ParamMap.empty()).setParent(this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            // Any exception: Spark throws checked exceptions that its methods do not declare.
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidInputException bad) {
                    throw bad;
                }
            }
            throw e;
        }
    }

    @Override
    public StructType transformSchema(StructType schema) {
        FeatureColumn.of(schema, getFeaturesCol());
        SchemaUtils.checkNumericType(schema, getLabelCol(), "");
        return OutputColumns.of(this).appendTo(schema);
    }

    @Override
    public ConvoyClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    public static MLReader<ConvoyClassifier> read() {
        return new DefaultParamsReader<>();
    }

    public static ConvoyClassifier load(String path) {
        return read().load(path);
    }

    public ConvoyClassifier setFeaturesCol(String value) {
        return with(featuresCol(), value);
    }

    public ConvoyClassifier setLabelCol(String value) {
        return with(labelCol(), value);
    }

    public ConvoyClassifier setPredictionCol(String value) {
        return with(predictionCol(), value);
    }

    public ConvoyClassifier setProbabilityCol(String value) {
        return with(probabilityCol(), value);
    }

    public ConvoyClassifier setRawPredictionCol(String value) {
        return with(rawPredictionCol(), value);
    }

    public ConvoyClassifier setModel(String value) {
        return with(model(), value);
    }

    public ConvoyClassifier setFreezeUntil(String value) {
        return with(freezeUntil(), value);
    }

    public ConvoyClassifier setInputShape(int channels, int height, int width) {
        return with(inputShape(), new int[] {channels, height, width});
    }

    public ConvoyClassifier setMaxIter(int value) {
        return with(maxIter(), value);
    }

    public ConvoyClassifier setWorkers(int value) {
        return with(workers(), value);
    }

    public ConvoyClassifier setAveragingFrequency(int value) {
        return with(averagingFrequency(), value);
    }

    public ConvoyClassifier setBatchSize(int value) {
        return with(batchSize(), value);
    }

    public ConvoyClassifier setSeed(long value) {
        return with(seed(), value);
    }

    public ConvoyClassifier setUpdater(String value) {
        return with(updater(), value);
    }

    public ConvoyClassifier setStepSize(double value) {
        return with(stepSize(), value);
    }

    public ConvoyClassifier setEngine(String value) {
        return with(engine(), value);
    }

    public ConvoyClassifier setPrecision(String value) {
        return with(precision(), value);
    }

    public ConvoyClassifier setExportDirectory(String value) {
        return with(exportDirectory(), value);
    }

    private <T> ConvoyClassifier with(Param<T> param, T value) {
        set(param, value);
        return this;
    }
}
