package dev.convoy.jobs;

import dev.convoy.jobs.job.JobOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The verb {@code train}: trains a model and writes a run folder. */
@Command(name = "train", mixinStandardHelpOptions = true, description = "Trains a model on Spark.")
final class TrainCommand implements Callable<Integer> {
    private final StopSignal signal;

    @Spec
    private CommandSpec spec;

    @Mixin
    private JobOptions options;

    TrainCommand(StopSignal signal) {
        this.signal = signal;
    }

    @Override
    public Integer call() throws Exception {
        Optional<String> stopped = new TrainJob(options.load(), System.out, signal).run();
        stopped.ifPresent(spec.commandLine().getErr()::println);
        return stopped.isPresent() ? ExitCode.STOPPED_EARLY : ExitCode.DONE;
    }
}
