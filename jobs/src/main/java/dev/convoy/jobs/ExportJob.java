package dev.convoy.jobs;

import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.model.onnx.OnnxModel;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.Redaction;
import dev.convoy.feed.Normalization;
import dev.convoy.jobs.job.NetworkOptions;
import dev.convoy.jobs.job.OutputFile;
import dev.convoy.jobs.job.TrainedNetwork;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import onnx.Onnx.ModelProto;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Writes a run's model as an ONNX file, on the driver alone. */
final class ExportJob {
    /** Channels of the images of a model whose file does not say it. */
    private static final int COLOUR = 3;

    private final NetworkOptions network;
    private final JobConfig config;
    private final PrintStream out;

    ExportJob(NetworkOptions network, JobConfig config, PrintStream out) {
        this.network = network;
        this.config = config;
        this.out = out;
    }

    /** @param file file to write, any Hadoop path */
    void write(String file) throws IOException {
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        OutputFile target = OutputFile.of("--out", file, hadoop);
        target.requireNew();
        TrainedNetwork trained = network.read(config, COLOUR, hadoop);
        if (trained.normalization().isEmpty()) {
            out.println(
                    "the model's file does not say how images are normalized: the ONNX file takes what the network takes");
        }
        int channels = trained.model().input().channels();
        ModelProto model = OnnxModel.of(
                trained.model(), trained.parameters(), trained.normalization().orElse(Normalization.none(channels)));
        int resize = trained.images().shorterSide();
        target.write(OnnxModel.described(model, Json.line(trained.classes()), resize)::writeTo);
        out.println(Redaction.of(String.format(Locale.ROOT, "wrote %s, %s", target.path(), trained.origin())));
    }
}
