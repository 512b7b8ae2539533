package dev.convoy.jobs.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.control.ControlFile;
import dev.convoy.driver.control.Request;
import dev.convoy.driver.control.Request.Kind;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.ProcessIdentity;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.run.RunOwnership;
import dev.convoy.driver.run.Status;
import dev.convoy.jobs.sweep.SweepResults;
import dev.convoy.jobs.sweep.SweepStatus;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verbs {@code hold}, {@code resume} and {@code stop}: write a request into a run's folder. They start no Spark job. */
@Command(mixinStandardHelpOptions = true)
public final class ControlCommand implements Callable<Integer> {
    private static final Map<Kind, String> DESCRIPTIONS = Map.of(
            Kind.HOLD,
                    "Asks a run or a sweep to save and to release its executors after its round, until it is resumed.",
            Kind.RESUME, "Asks a held run or sweep to continue.",
            Kind.STOP,
                    "Asks a run or a sweep to save and end after its round, with exit code 75; its command continues it.");
    private static final Map<Kind, List<Status>> STATUSES = Map.of(
            Kind.HOLD, List.of(Status.RUNNING),
            Kind.RESUME, List.of(Status.RUNNING, Status.HELD),
            Kind.STOP, List.of(Status.RUNNING, Status.HELD));

    private final Kind kind;

    @Parameters(paramLabel = "RUN", description = "Folder of the run or the sweep, any Hadoop path")
    private String run;

    private ControlCommand(Kind kind) {
        this.kind = kind;
    }

    /** Adds the three verbs. */
    public static void addTo(CommandLine line) {
        for (Kind kind : Kind.values()) {
            CommandLine verb = new CommandLine(new ControlCommand(kind));
            verb.getCommandSpec().usageMessage().description(DESCRIPTIONS.get(kind));
            line.addSubcommand(kind.verb(), verb);
        }
    }

    @Override
    public Integer call() throws IOException {
        RunFolder folder = RunFolder.at("RUN", run, SparkHadoopUtil.get().newConfiguration(new SparkConf()));
        String status = status(folder);
        requireWhole(folder);
        List<String> able = keys(STATUSES.get(kind));
        if (!able.contains(status)) {
            throw new InvalidInputException(
                    kind.verb() + " needs a run or a sweep that is " + String.join(" or ", able),
                    folder.path() + ", which is " + status,
                    status.equals(Status.HELD.key())
                            ? "The verb resume lets it go on."
                            : "The command that started it continues it, unless it is completed.");
        }
        ProcessIdentity me = ProcessIdentity.current();
        new ControlFile(folder)
                .write(new Request(
                        kind,
                        me.user() + " on " + me.host(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
        System.out.println(Redaction.of("asked " + folder.path() + " to " + kind.verb()
                + (status.equals(Status.HELD.key()) ? "" : " after its round")));
        return 0;
    }

    private static List<String> keys(List<Status> statuses) {
        return statuses.stream().map(Status::key).toList();
    }

    private static String status(RunFolder folder) throws IOException {
        Optional<byte[]> run = folder.read(RunSummary.FILE);
        Optional<byte[]> json = run.isPresent() ? run : folder.read(SweepStatus.FILE);
        try {
            JsonNode summary = Json.reader(JsonNode.class).readValue(json.orElse(new byte[0]));
            String status = summary.path("status").asText();
            if (!status.isEmpty()) {
                return status;
            }
        } catch (JsonProcessingException e) {
            throw unknown(folder, e);
        }
        throw unknown(folder, null);
    }

    private static InvalidInputException unknown(RunFolder folder, Exception cause) {
        return new InvalidInputException(
                "RUN must be the folder of a run, with its " + RunSummary.FILE + ", or of a sweep, with its "
                        + SweepStatus.FILE,
                folder.path(),
                "Check the path; what has just started may need some seconds.",
                cause);
    }

    /** Refuses a trial of a sweep that is under way: only the whole sweep can be asked. */
    private void requireWhole(RunFolder folder) throws IOException {
        Path trials = folder.path().getParent();
        if (trials == null || !trials.getName().equals(SweepResults.TRIALS) || trials.getParent() == null) {
            return;
        }
        RunFolder sweep = new RunFolder(folder.files(), trials.getParent());
        boolean isUnderWay = sweep.read(SweepStatus.FILE).isPresent()
                && keys(STATUSES.get(Kind.STOP)).contains(status(sweep));
        Set<ProcessIdentity> owners = RunOwnership.owners(folder);
        // The verb train may have continued the trial of a sweep whose driver died.
        if (isUnderWay && (owners.isEmpty() || !Collections.disjoint(owners, RunOwnership.owners(sweep)))) {
            throw new InvalidInputException(
                    kind.verb() + " needs the folder of a whole sweep, or of a run that is no part of one",
                    folder.path() + ", a trial of a sweep that is under way",
                    "Use " + kind.verb() + " " + sweep.path() + " for all its trials.");
        }
    }
}
