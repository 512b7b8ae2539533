package dev.convoy.driver.predict;

import dev.convoy.driver.cluster.LastTasks;
import dev.convoy.driver.prepare.task.SourceRdd;
import dev.convoy.driver.spark.SparkInference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Predicts images on Spark.
 *
 * @param rule how
 * @param network the network on the executors
 */
public record Prediction(JavaSparkContext spark, SparkInference network, PredictionRule rule) {
    /**
     * Writes a Parquet file for each part of the input, in a folder that takes the place of an older one when all are
     * there.
     *
     * @param folder the folder; empty to write nothing
     * @param check throws if the predictions are of no use; then the older folder stays
     */
    public PredictionResult run(
            PredictionInput input, Optional<Path> folder, FileSystem files, Consumer<PredictionResult> check)
            throws IOException {
        if (folder.isEmpty()) {
            return predict(input, null, check);
        }
        Path target = folder.get();
        Path unfinished = new Path(target.getParent(), "." + target.getName() + ".tmp");
        files.delete(unfinished, true);
        files.mkdirs(unfinished);
        try {
            PredictionResult result = predict(input, unfinished.toString(), check);
            files.delete(target, true);
            if (!files.rename(unfinished, target)) {
                throw new IOException("cannot rename " + unfinished + " to " + target);
            }
            return result;
        } finally {
            files.delete(unfinished, true);
        }
    }

    private PredictionResult predict(PredictionInput input, String folder, Consumer<PredictionResult> check) {
        Broadcast<SerializableConfiguration> hadoop =
                spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        LastTasks tasks = LastTasks.of(spark.sc());
        try {
            spark.sc().setJobDescription("predict " + input.parts().size() + " parts");
            List<PartResult> parts = SourceRdd.of(spark, input.parts(), hadoop, new PredictPart(network, rule, folder))
                    .collect();
            PartResult all = new PartResult();
            parts.forEach(all::merge);
            PredictionResult result = new PredictionResult(all, rule.classes());
            check.accept(result);
            return result;
        } finally {
            tasks.await();
            hadoop.destroy();
        }
    }
}
