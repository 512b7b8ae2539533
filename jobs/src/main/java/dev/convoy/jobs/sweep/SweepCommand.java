package dev.convoy.jobs.sweep;

import dev.convoy.driver.config.SweepFile;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code sweep}: trains a model with many settings, side by side. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description = "Trains with many settings side by side, and compares them.")
public final class SweepCommand implements Callable<Integer> {
    private final Job job;

    @Parameters(paramLabel = "FILE", description = "HOCON file with the section sweep and the keys of a job")
    private File file;

    @Option(
            names = "-D",
            paramLabel = "key=value",
            description = "Sets one key of reference.conf for all trials, or of the sweep: sweep.trials=12")
    private final List<String> overrides = new ArrayList<>();

    /** Runs a sweep. */
    public interface Job {
        /**
         * Returns the exit code.
         *
         * @param name name of the sweep's file
         */
        int run(SweepFile sweep, String name) throws IOException;
    }

    public SweepCommand(Job job) {
        this.job = job;
    }

    @Override
    public Integer call() throws IOException {
        return job.run(new SweepFile(file, overrides), file.getName());
    }
}
