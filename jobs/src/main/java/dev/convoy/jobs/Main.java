package dev.convoy.jobs;

import dev.convoy.jobs.augment.AugmentCommand;
import dev.convoy.jobs.control.ControlCommand;
import dev.convoy.jobs.doctor.DoctorCommand;
import dev.convoy.jobs.explain.ExplainCommand;
import dev.convoy.jobs.predict.EvaluateCommand;
import dev.convoy.jobs.predict.PredictCommand;
import dev.convoy.jobs.report.ReportCommand;
import dev.convoy.jobs.sweep.CompareCommand;
import dev.convoy.jobs.sweep.SweepCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The class that spark-submit starts. */
@Command(
        name = "submit.sh",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Trains convolutional networks on Spark.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done, now or already before",
            "1:failed; the same command may succeed later",
            "2:wrong input, divergence, or a file system that refuses to write: the same command will fail again",
            "75:stopped early; the same command continues",
            "129, 130, 143:ended by SIGHUP, SIGINT or SIGTERM; the same command continues"
        })
public final class Main implements Runnable {
    private static final String FOOTER =
            "%nsubmit.sh also takes --cluster NAME (a file of conf/cluster), --dry-run (prints"
                    + " the spark-submit command) and, after --, options of spark-submit.";

    @Spec
    private CommandSpec spec;

    /** Gives the version that the jar's manifest has. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"Convoy " + (version == null ? "that is not in a jar" : version)};
        }
    }

    public static void main(String[] arguments) throws IOException {
        boolean cluster = ClusterOutcome.isClusterMode();
        PrintStream console = cluster ? System.err : StandardError.divert();
        StringWriter error = new StringWriter();
        StopSignal signal = new StopSignal(console::println);
        int code = run(arguments, new PrintWriter(error), signal);
        boolean stopped = signal.isRequested();
        if (stopped) {
            // Java ends the process with the signal's exit code; a failure after the signal is its consequence.
            code = ExitCode.STOPPED_EARLY;
            error.getBuffer().setLength(0);
        }
        console.print(error);
        console.flush();
        if (error.getBuffer().indexOf(RunLog.where()) < 0) {
            RunLog.discardTemporary();
        }
        if (!stopped) {
            // YARN's signal to a driver that ends its own application would come too late to interrupt anything.
            signal.commandEnded();
        }
        if (cluster) {
            ClusterOutcome.end(code, stopped ? signal.said() : error.toString().strip());
        }
        signal.commandEnded();
        if (cluster || code == ExitCode.DONE) {
            // On YARN even exit(0) would count as a failure.
            return;
        }
        System.exit(code);
    }

    /** Runs a command as {@link #main} does, without ending the process. */
    static int run(String[] arguments, PrintWriter error) {
        StopSignal signal = new StopSignal(line -> {});
        try {
            return run(arguments, error, signal);
        } finally {
            signal.commandEnded();
        }
    }

    private static int run(String[] arguments, PrintWriter error, StopSignal signal) {
        try {
            return commandLine(signal)
                    .setErr(error)
                    .setParameterExceptionHandler(Failures::parameter)
                    .setExecutionExceptionHandler(Failures::execution)
                    .execute(arguments);
        } catch (Throwable e) {
            // Errors, such as those of class loading and memory; exceptions went to the handler.
            return Failures.report(e, error);
        }
    }

    /** Returns the verbs with their options, for a launcher that parses them and runs none. */
    public static CommandLine commandLine() {
        StopSignal none = new StopSignal(line -> {});
        none.commandEnded();
        return commandLine(none);
    }

    private static CommandLine commandLine(StopSignal signal) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new PrepareCommand(signal))
                .addSubcommand(new TrainCommand(signal))
                .addSubcommand(new DoctorCommand())
                .addSubcommand(new AugmentCommand())
                .addSubcommand(new EvaluateCommand())
                .addSubcommand(new PredictCommand())
                .addSubcommand(new ExportCommand())
                .addSubcommand(new ExplainCommand())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new SweepCommand((sweep, name) -> new SweepJob(sweep, System.out, signal).run(name)))
                .addSubcommand(new CompareCommand());
        ControlCommand.addTo(line);
        ServiceLoader.load(AddedVerb.class).forEach(line::addSubcommand);
        line.getSubcommands().values().forEach(verb -> {
            verb.getCommandSpec().usageMessage().footer(FOOTER);
            verb.getCommandSpec().versionProvider(new Version());
        });
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a verb must be given: " + String.join(", ", spec.subcommands().keySet()));
    }
}
