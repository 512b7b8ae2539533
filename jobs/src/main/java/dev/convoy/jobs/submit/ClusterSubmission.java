package dev.convoy.jobs.submit;

import dev.convoy.driver.run.Redaction;
import dev.convoy.jobs.ExitCode;
import dev.convoy.jobs.Failures;
import dev.convoy.jobs.job.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/** Submits a job whose driver runs in the cluster, waits for it, and ends with the driver's exit code. */
public final class ClusterSubmission {
    private final Planner planner;
    private final Machine machine;
    private final SubmissionConsole console;

    ClusterSubmission(List<String> arguments, Machine machine, PrintStream error) throws IOException {
        planner = new Planner(arguments, machine);
        this.machine = machine;
        console = new SubmissionConsole(error);
    }

    public static void main(String[] arguments) {
        System.exit(Launcher.reportErrors(
                () -> new ClusterSubmission(List.of(arguments), Machine.here(), System.err).run(), System.err));
    }

    int run() throws IOException, InterruptedException {
        Optional<Integer> help = planner.help();
        if (help.isPresent()) {
            return help.get();
        }
        try (Scratch.Real scratch = new Scratch.Real(machine.temporaryFolder())) {
            SubmitPlan plan = planner.plan(scratch, UUID.randomUUID().toString());
            plan.notes().forEach(console::show);
            int code = submit(SparkSubmitCommand.of(plan, machine), scratch);
            return plan.outcome().isPresent() ? driver(plan.outcome().get(), code) : spark(code);
        }
    }

    private int submit(SparkSubmitCommand command, Scratch.Real scratch) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command.command()).inheritIO().redirectError(ProcessBuilder.Redirect.PIPE);
        Map<String, String> environment = builder.environment();
        environment.putAll(command.environment());
        Process spark = builder.start();
        AtomicBoolean ended = new AtomicBoolean();
        Thread stopped = new Thread(() -> {
            if (!ended.get()) {
                spark.destroy();
                scratch.close();
                console.show(console.whatGoesOn());
            }
        });
        Runtime.getRuntime().addShutdownHook(stopped);
        try (BufferedReader error = spark.errorReader()) {
            for (String line = error.readLine(); line != null; line = error.readLine()) {
                console.show(line);
            }
        }
        int code = spark.waitFor();
        ended.set(true);
        return code;
    }

    /** @param code exit code of spark-submit */
    private int driver(OutcomeFile file, int code) {
        try {
            Outcome outcome = file.take(planner.settings().loggedIn(machine));
            if (outcome.code() != ExitCode.DONE) {
                console.showOnce(outcome.message());
            }
            return outcome.code();
        } catch (IOException | RuntimeException e) {
            int known = spark(code);
            if (known == ExitCode.DONE) {
                // It may have stopped early, or refused its input.
                console.showOnce(Redaction.of("error: how the driver ended cannot be read from " + file.beside() + ": "
                        + Failures.oneLine(e) + ". The status in run.json, in " + file.folder() + ", says it."));
            }
            return Math.max(known, ExitCode.FAILED);
        }
    }

    /** @param code exit code of spark-submit, which on some clusters is 0 however the driver ended */
    private int spark(int code) {
        Optional<String> failure = code == ExitCode.DONE ? console.driverFailure() : Optional.empty();
        failure.ifPresent(where -> console.showOnce("error: the driver failed. " + where));
        return failure.isPresent() ? ExitCode.FAILED : code;
    }
}
