package dev.convoy.driver.ml;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel$;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/**
 * The columns that a prediction adds; a column with an empty name is omitted.
 *
 * @param raw column of the network's outputs
 * @param probability column of the outputs divided by their sum
 * @param prediction column of the class with the largest output, the first of equal ones
 */
record OutputColumns(String raw, String probability, String prediction) implements Serializable {
    /** Their values are never negative. */
    private static final Set<Class<?>> POSITIVE = Set.of(
            ActivationSoftmax.class, ActivationSigmoid.class, ActivationHardSigmoid.class, ActivationSoftPlus.class);

    static OutputColumns of(ConvoyParams params) {
        return new OutputColumns(params.getRawPredictionCol(), params.getProbabilityCol(), params.getPredictionCol());
    }

    /** @throws InvalidInputException if there is a column of probabilities, and outputs may be negative */
    void requireProbabilitiesOf(Model network) {
        LayerInfo last = network.layers().get(network.layers().size() - 1);
        IActivation activation = last.definition() instanceof BaseLayer output ? output.getActivationFn() : null;
        if (!probability.isEmpty() && (activation == null || !POSITIVE.contains(activation.getClass()))) {
            throw new InvalidInputException(
                    "probabilities need an output layer with softmax, sigmoid, hard sigmoid or softplus",
                    (activation == null ? last.kind() : activation.getClass().getSimpleName()) + " in layer "
                            + last.name(),
                    "Call setProbabilityCol(\"\").");
        }
    }

    /** @throws IllegalArgumentException if a column of one of these names exists already */
    StructType appendTo(StructType schema) {
        // Spark leaves out columns without a name.
        StructType one = SchemaUtils.appendColumn(schema, raw, SQLDataTypes.VectorType(), false);
        StructType two = SchemaUtils.appendColumn(one, probability, SQLDataTypes.VectorType(), false);
        return SchemaUtils.appendColumn(two, prediction, DataTypes.DoubleType, false);
    }

    /**
     * Appends the columns with the metadata that evaluators and {@code IndexToString} read.
     *
     * @param labels names of the classes; empty if they have none
     */
    StructType appendTo(StructType schema, int classes, List<String> labels) {
        StructType appended = appendTo(schema);
        for (String vector : List.of(raw, probability)) {
            appended = vector.isEmpty() ? appended : SchemaUtils.updateAttributeGroupSize(appended, vector, classes);
        }
        if (prediction.isEmpty() || labels.isEmpty()) {
            return prediction.isEmpty() ? appended : SchemaUtils.updateNumValues(appended, prediction, classes);
        }
        StructField named = NominalAttribute.defaultAttr()
                .withName(prediction)
                .withValues(labels.toArray(String[]::new))
                .toStructField();
        StructField[] fields = appended.fields();
        fields[appended.fieldIndex(prediction)] =
                new StructField(prediction, DataTypes.DoubleType, false, named.metadata());
        return new StructType(fields);
    }

    /** Returns a row's values for the columns, in their order. */
    List<Object> values(double[] outputs) {
        List<Object> values = new ArrayList<>();
        if (!raw.isEmpty()) {
            values.add(new DenseVector(outputs));
        }
        if (!probability.isEmpty()) {
            values.add(probabilities(outputs));
        }
        if (!prediction.isEmpty()) {
            values.add((double) new DenseVector(outputs).argmax());
        }
        return values;
    }

    private static DenseVector probabilities(double[] outputs) {
        DenseVector normalized = new DenseVector(outputs.clone());
        if (Arrays.stream(outputs).allMatch(output -> output == 0)) {
            // Sigmoids may all round to 0: then no class is more probable than another.
            Arrays.fill(normalized.values(), 1.0 / outputs.length);
            return normalized;
        }
        ProbabilisticClassificationModel$.MODULE$.normalizeToProbabilitiesInPlace(normalized);
        return normalized;
    }
}
