package dev.convoy.jobs;

import dev.convoy.jobs.job.JobOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The verb {@code train}: trains a model and writes a run folder. */
@Command(name = "train", mixinStandardHelpOptions = true, description = "Trains a model on Spark.")
final class TrainCommand implements Callable<Integer> {
    private final StopSignal signal;

    @Mixin
    private JobOptions options;

    TrainCommand(StopSignal signal) {
        this.signal = signal;
    }

    @Override
    public Integer call() throws Exception {
        new TrainJob(options.load(), System.out, signal).run();
        return ExitCode.DONE;
    }
}
