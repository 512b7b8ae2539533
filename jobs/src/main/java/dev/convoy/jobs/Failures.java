package dev.convoy.jobs;

import dev.convoy.driver.report.Redaction;
import dev.convoy.driver.round.DivergedException;
import dev.convoy.driver.spark.WorkerFailure;
import dev.convoy.kernel.InvalidInput;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** A failure as one line on the console; its stack trace goes to the log. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final int USAGE = 2;
    private static final int FAILED = 1;
    /** What Spark says once it gives a task up: its number, the attempts, the last one's end. */
    private static final Pattern GIVEN_UP = Pattern.compile(
            "Task (\\d+) in stage \\S+ failed (\\d+) times, most recent failure: Lost task .*?\\): (.*)");

    private Failures() {}

    static int parameter(ParameterException e, String[] arguments) {
        String nearest = "";
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            nearest = " Did you mean " + unmatched.getSuggestions().get(0) + "?";
        }
        print(e.getCommandLine(), Redaction.of(e.getMessage()) + nearest);
        return USAGE;
    }

    static int execution(Exception e, CommandLine command, ParseResult parsed) {
        return report(e, command);
    }

    static int report(Throwable e, CommandLine command) {
        LOG.error("the job failed", e);
        print(command, oneLine(e));
        return e instanceof InvalidInput ? USAGE : FAILED;
    }

    /**
     * What to tell a person, without secrets: our own words where there are any, else the kind of failure and what it
     * says first.
     */
    static String oneLine(Throwable e) {
        return Redaction.of(words(e));
    }

    private static String words(Throwable e) {
        Matcher givenUp = GIVEN_UP.matcher(String.valueOf(e.getMessage()));
        return e instanceof SparkException && givenUp.find() ? givenUp(givenUp, e.getCause()) : reason(e);
    }

    /** @param cause null if no exception ended the last attempt, but the end of its executor */
    private static String givenUp(Matcher spark, Throwable cause) {
        String who = cause instanceof WorkerFailure ? cause.getMessage() : "task " + spark.group(1);
        String reason = cause == null
                ? spark.group(3) + ". The executors' own logs may say more."
                : reason(cause instanceof WorkerFailure ? cause.getCause() : cause);
        return who + " failed " + (spark.group(2).equals("1") ? "once" : spark.group(2) + " times, at last so") + ": "
                + reason + (reason.endsWith(".") ? "" : ".")
                + " Mend that; the same command then continues from the last checkpoint.";
    }

    private static String reason(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInput || cause instanceof DivergedException) {
                return cause.getMessage();
            }
        }
        String kind = e.getClass().getSimpleName();
        return e.getMessage() == null
                ? kind
                : kind + ": " + e.getMessage().lines().findFirst().orElse("");
    }

    private static void print(CommandLine command, String line) {
        command.getErr().println("error: " + line.replaceAll("\\s*\\R\\s*", " "));
    }
}
