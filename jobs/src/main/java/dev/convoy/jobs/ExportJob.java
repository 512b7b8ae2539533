package dev.convoy.jobs;

import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.onnx.OnnxModel;
import dev.convoy.driver.report.Redaction;
import dev.convoy.driver.report.RunFolder;
import dev.convoy.driver.spark.KernelThreads;
import dev.convoy.kernel.InvalidInput;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import onnx.Onnx.ModelProto;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * The newest checkpoint of a run as an ONNX file. The images are read again: their shape and what normalized their
 * pixels belong to the model.
 */
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
        SparkConf sparkConf = KernelThreads.set(new SparkConf());
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(sparkConf);
        RunFolder target = RunFolder.at(file, hadoop);
        if (target.files().exists(target.path())
                && target.files().getFileStatus(target.path()).isDirectory()) {
            throw new InvalidInput("--out must name a file", target.path() + ", a folder", "Add a name to it.");
        }
        RunFolder folder = RunFolder.at(run, hadoop);
        byte[] resolved = folder.read(RunFolder.CONFIGURATION)
                .orElseThrow(() -> new InvalidInput(
                        "--run must name the folder of a run, with its " + RunFolder.CONFIGURATION,
                        folder.path(),
                        "Check the path."));
        JobConfig config = new ConfigLoader().parse(new String(resolved, StandardCharsets.UTF_8));
        Preparation prepared = Preparation.of(config, sparkConf, hadoop);
        RunClaim.check(folder, prepared.identity());
        Progress progress = new CheckpointStore(
                        folder,
                        prepared.identity(),
                        prepared.conditions(),
                        config.checkpoint().keep())
                .latest()
                .orElseThrow(() -> new InvalidInput(
                        "a run must have a whole checkpoint to be exported",
                        folder.path() + " with none",
                        "Train until its first one; the log says what is wrong with those that are there."));
        ModelProto model = OnnxModel.of(
                prepared.model(), progress.state().parameters(), prepared.job().normalization());

        new RunFolder(target.files(), target.path().getParent())
                .replace(target.path().getName(), model::writeTo);
        out.println(Redaction.of("the model after round %d is written to %s"
                .formatted(progress.cursor().rounds(), target.path())));
    }
}
