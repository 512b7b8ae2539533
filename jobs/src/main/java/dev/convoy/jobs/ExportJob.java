package dev.convoy.jobs;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.onnx.OnnxModel;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.StorageFailure;
import dev.convoy.jobs.job.TrainedRun;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import onnx.Onnx.ModelProto;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Writes a run's model as an ONNX file, on the driver alone. */
final class ExportJob {
    private final String run;
    private final String file;
    private final PrintStream out;

    ExportJob(String run, String file, PrintStream out) {
        this.run = run;
        this.file = file;
        this.out = out;
    }

    void run() throws IOException {
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        RunFolder target = RunFolder.at("--out", file, hadoop);
        if (target.files().exists(target.path())) {
            throw new InvalidInputException(
                    "--out must name a file that does not exist yet",
                    target.path(),
                    "Give another name, or remove it first.");
        }
        TrainedRun trained = TrainedRun.read(RunFolder.at("--run", run, hadoop));
        ModelProto model = OnnxModel.of(
                trained.model(),
                trained.progress().state().parameters(),
                trained.summary().normalization());
        int resize = trained.images("").shorterSide();
        write(OnnxModel.described(model, Json.line(trained.classes()), resize), target);
        out.println(Redaction.of(
                String.format(Locale.ROOT, "wrote %s, the model after %s", target.path(), trained.state())));
    }

    private static void write(ModelProto model, RunFolder target) throws IOException {
        Path path = target.path();
        try {
            new RunFolder(target.files(), path.getParent()).replace(path.getName(), model::writeTo);
        } catch (IOException e) {
            if (!StorageFailure.isLasting(e)) {
                throw e;
            }
            throw new InvalidInputException(
                    "--out must name a file that can be written",
                    path,
                    StorageFailure.of(e).orElseThrow().remedy(),
                    e);
        }
    }
}
