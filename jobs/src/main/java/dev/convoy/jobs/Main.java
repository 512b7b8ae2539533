package dev.convoy.jobs;

import dev.convoy.jobs.bench.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The class that spark-submit starts. */
@Command(
        name = "submit.sh",
        subcommands = {TrainCommand.class, BenchCommand.class},
        mixinStandardHelpOptions = true,
        description = "Trains convolutional networks on Spark.")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        int code = run(arguments);
        if (code != 0) {
            // Only here: on YARN even exit(0) is taken for a failure, so success returns.
            System.exit(code);
        }
    }

    private static int run(String[] arguments) {
        CommandLine command = new CommandLine(new Main())
                .setParameterExceptionHandler(Failures::parameter)
                .setExecutionExceptionHandler(Failures::execution);
        try {
            return command.execute(arguments);
        } catch (LinkageError | OutOfMemoryError e) {
            return Failures.report(e, command);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb must be given: train or bench");
    }
}
