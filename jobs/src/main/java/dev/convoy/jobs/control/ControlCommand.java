package dev.convoy.jobs.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.control.ControlFile;
import dev.convoy.driver.control.Request;
import dev.convoy.driver.control.Request.Kind;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.ProcessIdentity;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The verbs {@code hold}, {@code resume} and {@code stop}: write a request into a run's folder. They start no Spark job. */
@Command(mixinStandardHelpOptions = true)
public final class ControlCommand implements Callable<Integer> {
    private static final Map<Kind, String> DESCRIPTIONS = Map.of(
            Kind.HOLD, "Lets a run save and give its executors back at the end of its round, until it is resumed.",
            Kind.RESUME, "Lets a run that holds go on.",
            Kind.STOP, "Lets a run save and end at the end of its round, with exit code 75; its command continues it.");
    private static final Map<Kind, List<String>> STATUSES = Map.of(
            Kind.HOLD, List.of("running"),
            Kind.RESUME, List.of("running", "held"),
            Kind.STOP, List.of("running", "held"));

    private final Kind kind;

    @Parameters(paramLabel = "RUN", description = "Folder of the run, any Hadoop path")
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
        if (!STATUSES.get(kind).contains(status)) {
            throw new InvalidInputException(
                    kind.verb() + " needs a run that is " + String.join(" or ", STATUSES.get(kind)),
                    folder.path() + ", which is " + status,
                    "Its train command continues a run that has ended.");
        }
        ProcessIdentity me = ProcessIdentity.current();
        new ControlFile(folder)
                .write(new Request(
                        kind,
                        me.user() + " on " + me.host(),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
        System.out.println(Redaction.of(
                "asked " + folder.path() + " to " + kind.verb() + (status.equals("held") ? "" : " after its round")));
        return 0;
    }

    private static String status(RunFolder folder) throws IOException {
        byte[] json = folder.read(RunSummary.FILE).orElse(new byte[0]);
        try {
            RunSummary.Head head = Json.reader(RunSummary.Head.class).readValue(json);
            if (head != null && head.status() != null) {
                return head.status();
            }
        } catch (JsonProcessingException e) {
            throw unknown(folder, e);
        }
        throw unknown(folder, null);
    }

    private static InvalidInputException unknown(RunFolder folder, Exception cause) {
        return new InvalidInputException(
                "RUN must be the folder of a run, with its " + RunSummary.FILE,
                folder.path(),
                "Check the path; a run that has just started may need some seconds.",
                cause);
    }
}
