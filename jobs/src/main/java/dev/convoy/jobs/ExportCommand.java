package dev.convoy.jobs;

import dev.convoy.jobs.job.JobOptions;
import dev.convoy.jobs.job.NetworkOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code export}: writes a trained model as ONNX. Starts no Spark job. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes a trained model as ONNX.")
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private NetworkOptions network;

    @Mixin
    private JobOptions options;

    @Option(names = "--out", required = true, paramLabel = "FILE.onnx", description = "File to write, any Hadoop path")
    private String file;

    @Override
    public Integer call() throws Exception {
        new ExportJob(network, options.load(), System.out).write(file);
        return 0;
    }
}
