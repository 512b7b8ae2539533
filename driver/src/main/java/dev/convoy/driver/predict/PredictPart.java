package dev.convoy.driver.predict;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.task.SourceRdd;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.spark.SparkInference;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;

/**
 * Predicts a part and writes its file, as a task. Each attempt writes under a name of its own and renames at the end.
 *
 * @param folder folder of the files; null to write none
 */
record PredictPart(SparkInference network, PredictionRule rule, String folder)
        implements SourceRdd.Reading<ImagePart, PartResult> {
    private static final String ATTEMPT_PREFIX = ".attempt-";

    @Override
    public Iterator<PartResult> read(ImagePart part, Configuration hadoop) throws IOException {
        if (folder == null) {
            return List.of(predict(part, new PartPredictor(network, rule, PredictionTable.NONE), hadoop))
                    .iterator();
        }
        UserPath to = UserPath.of("the folder of predictions", folder, hadoop);
        if (!to.files().exists(to.path())) {
            throw new InvalidInputException(
                    "predictions must be written to a file system that all executors see",
                    folder,
                    "Name a folder on one, such as hdfs:///predictions.");
        }
        String name = String.format(Locale.ROOT, "part-%05d.parquet", TaskContext.getPartitionId());
        Path attempt = new Path(
                to.path(), ATTEMPT_PREFIX + name + "-" + TaskContext.get().taskAttemptId());
        try {
            PartResult result;
            try (PredictionTable table = new ParquetTable(to.files(), attempt, rule.classes())) {
                result = predict(part, new PartPredictor(network, rule, table), hadoop);
            }
            new RunFolder(to.files(), to.path()).renameOver(attempt, new Path(to.path(), name));
            return List.of(result).iterator();
        } finally {
            to.files().delete(attempt, false);
        }
    }

    private static PartResult predict(ImagePart part, PartPredictor predictor, Configuration hadoop)
            throws IOException {
        try (predictor) {
            part.read(hadoop, predictor);
            return predictor.end();
        }
    }
}
