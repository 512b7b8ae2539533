package dev.convoy.jobs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code train}: trains a model and leaves a run folder. */
@Command(name = "train", mixinStandardHelpOptions = true, description = "Trains a model on Spark.")
final class TrainCommand implements Callable<Integer> {
    @Mixin
    private JobOptions options;

    @Override
    public Integer call() throws Exception {
        new TrainJob(options.load(), System.out).run();
        return 0;
    }
}
