package dev.convoy.jobs.doctor;

import dev.convoy.driver.doctor.Finding;
import dev.convoy.driver.run.Json;
import dev.convoy.jobs.job.JobOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The verb {@code doctor}: checks a training without starting it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks settings, input and cluster of a training with the same options, within 10 seconds.")
public final class DoctorCommand implements Callable<Integer> {
    /** The exit code of wrong input. */
    private static final int WRONG = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private JobOptions options;

    @Option(names = "--json", description = "Prints the findings as a JSON array")
    private boolean isJson;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "Seconds to wait for executors; without it, the whole check takes about 10 seconds")
    private Integer seconds;

    @Override
    public Integer call() throws Exception {
        Diagnosis diagnosis =
                new Examination(options.load(), Optional.ofNullable(seconds).map(Duration::ofSeconds)).make();
        List<Finding> findings = diagnosis.findings();
        if (isJson) {
            System.out.print(new String(Json.pretty(findings), StandardCharsets.UTF_8));
        } else {
            findings.forEach(finding -> System.out.print(finding.text()));
            diagnosis.notes().forEach(note -> System.out.println("note: " + note));
            System.out.println(diagnosis.summary());
        }
        if (diagnosis.inCluster()) {
            // What the driver prints stays on its machine, but the launcher prints its error.
            findings.stream()
                    .filter(Finding::stops)
                    .forEach(finding -> spec.commandLine().getErr().println("error: " + finding.line()));
        }
        return findings.stream().anyMatch(Finding::stops) ? WRONG : 0;
    }
}
