package dev.convoy.driver.ml;

import dev.convoy.driver.executor.Inference;
import dev.convoy.driver.spark.SparkInference;
import dev.convoy.kernel.Precision;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * The model that {@link ConvoyClassifier} fits. It predicts the class of each row on the executors, with the kernels
 * used in training.
 *
 * <p>{@code rawPrediction} has the activations of the network's last layer, {@code probability} these divided by their
 * sum (which changes nothing after softmax; if outputs may be negative there are no probabilities: set {@code
 * probabilityCol} to ""; if all are 0, all classes are equally probable), and {@code prediction} the class with the
 * largest output, with the names of the classes in its metadata if the label column had them: {@code IndexToString} needs
 * no labels then.
 *
 * <p>A saved model is a folder with Spark ML's {@code metadata} and, under {@code data}, the network as {@code
 * model.zip}, which Deeplearning4j can open, and its shape, classes and normalization in {@code fitted.json}. Nothing
 * in it is Java-deserialized.
 */
public final class ConvoyClassificationModel extends Model<ConvoyClassificationModel>
        implements ConvoyParams, MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final transient FittedNetwork fitted;
    private transient Opened opened;

    /** The executors' copy of the model, valid as long as the context lives and the params stay the same. */
    private record Opened(SparkContext context, Inference inference, SparkInference executors) {}

    ConvoyClassificationModel(String uid, FittedNetwork fitted) {
        this.uid = uid;
        this.fitted = fitted;
    }

    @Override
    public String uid() {
        return uid;
    }

    /** Number of classes. */
    public int numClasses() {
        return fitted.network().outputs();
    }

    /**
     * Returns the fitted network as Deeplearning4j's {@code MultiLayerNetwork} or {@code ComputationGraph}, which
     * {@code ModelSerializer} can write to a file.
     */
    public org.deeplearning4j.nn.api.Model network() {
        return fitted.inDeeplearning4j(Precision.of(getPrecision()));
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType output = transformSchema(dataset.schema());
        FeatureColumn column = FeatureColumn.of(dataset.schema(), getFeaturesCol());
        PredictRows predict = new PredictRows(
                executors(dataset.sparkSession().sparkContext()),
                new RowReader(column, fitted.network().input(), numClasses(), fitted.normalization()),
                dataset.schema().fieldIndex(getFeaturesCol()),
                OutputColumns.of(this),
                getBatchSize());
        return withMetadata(dataset.toDF().mapPartitions(predict, Encoders.row(output)), output);
    }

    /** Gives the columns the metadata that the encoder does not carry: by place, because names may be ambiguous. */
    private static Dataset<Row> withMetadata(Dataset<Row> rows, StructType schema) {
        List<Attribute> columns =
                JavaConverters.seqAsJavaList(rows.queryExecution().analyzed().output());
        Column[] described = new Column[columns.size()];
        for (int i = 0; i < described.length; i++) {
            StructField field = schema.fields()[i];
            described[i] = new Column(columns.get(i)).as(field.name(), field.metadata());
        }
        return rows.select(described);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        FeatureColumn.of(schema, getFeaturesCol());
        OutputColumns.of(this).requireProbabilitiesOf(fitted.network());
        return OutputColumns.of(this).appendTo(schema, numClasses(), fitted.labels());
    }

    @Override
    public ConvoyClassificationModel copy(ParamMap extra) {
        ConvoyClassificationModel copy = copyValues(new ConvoyClassificationModel(uid, fitted), extra);
        return copy.setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new ModelFiles.Writer(this, fitted);
    }

    public static MLReader<ConvoyClassificationModel> read() {
        return new ModelFiles.Reader();
    }

    public static ConvoyClassificationModel load(String path) {
        return read().load(path);
    }

    public ConvoyClassificationModel setFeaturesCol(String value) {
        return with(featuresCol(), value);
    }

    public ConvoyClassificationModel setPredictionCol(String value) {
        return with(predictionCol(), value);
    }

    public ConvoyClassificationModel setProbabilityCol(String value) {
        return with(probabilityCol(), value);
    }

    public ConvoyClassificationModel setRawPredictionCol(String value) {
        return with(rawPredictionCol(), value);
    }

    public ConvoyClassificationModel setBatchSize(int value) {
        return with(batchSize(), value);
    }

    public ConvoyClassificationModel setEngine(String value) {
        return with(engine(), value);
    }

    private <T> ConvoyClassificationModel with(Param<T> param, T value) {
        set(param, value);
        return this;
    }

    private synchronized SparkInference executors(SparkContext context) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(context);
        Inference inference = fitted.inference(getEngine(), Precision.of(getPrecision()), spark);
        if (opened == null
                || !opened.context().equals(context)
                || !opened.inference().equals(inference)) {
            opened = new Opened(context, inference, new SparkInference(spark, inference, fitted.parameters()));
        }
        return opened.executors();
    }
}
