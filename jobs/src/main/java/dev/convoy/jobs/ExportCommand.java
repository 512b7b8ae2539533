package dev.convoy.jobs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb {@code export}: writes a run's trained model as ONNX. Starts no Spark job. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Writes a run's trained model as ONNX.")
final class ExportCommand implements Callable<Integer> {
    @Option(names = "--run", required = true, paramLabel = "FOLDER", description = "A run's folder, any Hadoop path")
    private String run;

    @Option(names = "--out", required = true, paramLabel = "FILE.onnx", description = "File to write, any Hadoop path")
    private String file;

    @Override
    public Integer call() throws Exception {
        new ExportJob(run, file, System.out).run();
        return 0;
    }
}
