package dev.convoy.driver.ml;

import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.lookup.KernelLookup;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import scala.Function1;

/**
 * The params of {@link ConvoyClassifier}, and of the model it fits, which keeps them. Names are Spark ML's where it has
 * one, and otherwise those of Convoy's configuration. Two params of one name and owner are equal, so each call creates
 * a new one.
 */
public interface ConvoyParams extends Params {
    /** Column of vectors, of images in Spark's image schema, or of encoded images (PNG, JPEG) as binary. */
    default Param<String> featuresCol() {
        return new Param<>(this, "featuresCol", "column of vectors, images or encoded images");
    }

    default Param<String> labelCol() {
        return new Param<>(this, "labelCol", "column of classes, from 0");
    }

    default Param<String> predictionCol() {
        return new Param<>(this, "predictionCol", "column for the class with the greatest output; none if empty");
    }

    default Param<String> probabilityCol() {
        return new Param<>(this, "probabilityCol", "column for the outputs divided by their sum; none if empty");
    }

    default Param<String> rawPredictionCol() {
        return new Param<>(this, "rawPredictionCol", "column for the network's outputs; none if empty");
    }

    /** A built-in name, or the path of a file, as in Convoy's key {@code model}. */
    default Param<String> model() {
        return new Param<>(
                this, "model", "built-in name, or path of a Deeplearning4j configuration or zip or of a Keras file");
    }

    /** The last layer to freeze, with all layers that lead to it; if unset, all layers are trained. */
    default Param<String> freezeUntil() {
        return new Param<>(this, "freezeUntil", "last layer that is not trained");
    }

    /**
     * Channels, height and width of a vector, in this order. If unset, a vector of n values is n channels of one value.
     */
    default IntArrayParam inputShape() {
        Function1<int[], Object> valid = (Function1<int[], Object> & Serializable)
                shape -> shape.length == 3 && Arrays.stream(shape).allMatch(size -> size > 0);
        return new IntArrayParam(this, "inputShape", "channels, height, width (> 0)", valid);
    }

    default IntParam maxIter() {
        return new IntParam(this, "maxIter", "epochs (>= 0)", ParamValidators.gtEq(0));
    }

    default IntParam workers() {
        return new IntParam(this, "workers", "logical workers, part of the algorithm (> 0)", ParamValidators.gt(0));
    }

    default IntParam averagingFrequency() {
        return new IntParam(this, "averagingFrequency", "minibatches between averages (> 0)", ParamValidators.gt(0));
    }

    default IntParam batchSize() {
        return new IntParam(this, "batchSize", "rows in a minibatch, also of predictions (> 0)", ParamValidators.gt(0));
    }

    default LongParam seed() {
        return new LongParam(this, "seed", "every random choice is derived from it");
    }

    /** The updater; {@code model} keeps the network's own. */
    default Param<String> updater() {
        List<String> names = List.of(UpdaterChoice.MODEL, "sgd", "nesterovs", "adam", "adamw", "rmsprop", "lars");
        return new Param<>(this, "updater", "one of " + names, ParamValidators.inArray(names));
    }

    /** The learning rate; needs {@link #updater} to be set. */
    default DoubleParam stepSize() {
        return new DoubleParam(this, "stepSize", "learning rate of the updater (> 0)", ParamValidators.gt(0));
    }

    default Param<String> engine() {
        List<String> names = List.of(KernelLookup.AUTO, "onednn", "nd4j", "cudnn", "reference");
        return new Param<>(this, "engine", "one of " + names, ParamValidators.inArray(names));
    }

    default Param<String> precision() {
        List<String> names =
                Arrays.stream(Precision.values()).map(Precision::key).toList();
        return new Param<>(this, "precision", "one of " + names, ParamValidators.inArray(names));
    }

    /** A folder that all executors see, for the exported examples; if unset, Hadoop's {@code hadoop.tmp.dir}. */
    default Param<String> exportDirectory() {
        return new Param<>(this, "exportDirectory", "folder that all executors see, used while fitting");
    }

    default String getFeaturesCol() {
        return getOrDefault(featuresCol());
    }

    default String getLabelCol() {
        return getOrDefault(labelCol());
    }

    default String getPredictionCol() {
        return getOrDefault(predictionCol());
    }

    default String getProbabilityCol() {
        return getOrDefault(probabilityCol());
    }

    default String getRawPredictionCol() {
        return getOrDefault(rawPredictionCol());
    }

    default String getModel() {
        return getOrDefault(model());
    }

    default String getFreezeUntil() {
        return getOrDefault(freezeUntil());
    }

    default int[] getInputShape() {
        return getOrDefault(inputShape());
    }

    default int getMaxIter() {
        return (Integer) getOrDefault(maxIter());
    }

    default int getWorkers() {
        return (Integer) getOrDefault(workers());
    }

    default int getAveragingFrequency() {
        return (Integer) getOrDefault(averagingFrequency());
    }

    default int getBatchSize() {
        return (Integer) getOrDefault(batchSize());
    }

    default long getSeed() {
        return (Long) getOrDefault(seed());
    }

    default String getUpdater() {
        return getOrDefault(updater());
    }

    default double getStepSize() {
        return (Double) getOrDefault(stepSize());
    }

    default String getEngine() {
        return getOrDefault(engine());
    }

    default String getPrecision() {
        return getOrDefault(precision());
    }

    default String getExportDirectory() {
        return getOrDefault(exportDirectory());
    }
}
