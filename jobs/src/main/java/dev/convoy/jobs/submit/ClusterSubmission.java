package dev.convoy.jobs.submit;

import dev.convoy.jobs.ExitCode;
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
            Optional<Outcome> outcome = plan.outcome()
                    .flatMap(path -> OutcomeFile.take(path, planner.settings().hadoop(machine)));
            return outcome.isPresent() ? driver(outcome.get()) : spark(code);
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

    private int driver(Outcome outcome) {
        if (outcome.code() != ExitCode.DONE) {
            console.showOnce(outcome.message());
        }
        return outcome.code();
    }

    /** @param code exit code of spark-submit, which is 0 on a standalone cluster however the driver ended */
    private int spark(int code) {
        if (code != 0 || !console.standaloneDriverFailed()) {
            return code;
        }
        console.showOnce("error: the driver failed. Its worker has its stderr, in the work folder.");
        return ExitCode.FAILED;
    }
}
