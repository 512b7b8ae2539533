package dev.convoy.jobs;

import dev.convoy.jobs.bench.BenchCommand;
import dev.convoy.kernel.LostCard;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The class that spark-submit starts. */
@Command(
        name = "submit.sh",
        subcommands = {TrainCommand.class, ExportCommand.class, BenchCommand.class},
        mixinStandardHelpOptions = true,
        description = "Trains convolutional networks on Spark.")
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        StringWriter error = new StringWriter();
        int code = run(arguments, new PrintWriter(error));
        System.err.print(error);
        if (code == 0) {
            // On YARN even exit(0) is taken for a failure.
            return;
        }
        if ("cluster".equals(System.getProperty("spark.submit.deployMode"))) {
            // What is thrown reaches the person who submitted, whose console this is not.
            throw new JobFailed(error.toString().strip());
        }
        System.exit(code);
    }

    static int run(String[] arguments, PrintWriter error) {
        CommandLine command = new CommandLine(new Main())
                .setErr(error)
                .setParameterExceptionHandler(Failures::parameter)
                .setExecutionExceptionHandler(Failures::execution);
        try {
            return command.execute(arguments);
        } catch (LinkageError | OutOfMemoryError | LostCard e) {
            return Failures.report(e, command);
        }
    }

    /** Its stack trace would say nothing: the log has that of the cause. */
    private static final class JobFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        JobFailed(String line) {
            super(line, null, false, false);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a verb must be given: train, export or bench");
    }
}
