package dev.convoy.jobs;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.round.DivergedException;
import dev.convoy.driver.run.FolderInUseException;
import dev.convoy.driver.run.Redaction;
import dev.convoy.driver.run.StorageFailure;
import dev.convoy.driver.spark.WorkerFailedException;
import dev.convoy.jobs.sweep.SweepCommand;
import dev.convoy.kernel.NativeLoadFailure;
import java.io.PrintWriter;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a failure as one line on the console and an exit code; its stack trace goes to the log. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    /** Spark's message when it gives up a task: its number, the attempts, the last failure. */
    private static final Pattern GIVEN_UP = Pattern.compile(
            "Task (\\d+) in stage \\S+ failed (\\d+) times, most recent failure: Lost task .*?\\): (.*)");

    private static final String REMEDY = " Fix the cause and run the same command again";
    private static final String CONTINUES = ": it continues from the last checkpoint";

    private Failures() {}

    static int parameter(ParameterException e, String[] arguments) {
        String nearest = "";
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            nearest = " Did you mean " + unmatched.getSuggestions().get(0) + "?";
        }
        print(e.getCommandLine().getErr(), Redaction.of(e.getMessage()) + nearest);
        return ExitCode.INVALID;
    }

    static int execution(Exception e, CommandLine command, ParseResult parsed) {
        // Only a training has checkpoints.
        boolean continues =
                command.getCommand() instanceof TrainCommand || command.getCommand() instanceof SweepCommand;
        return report(e, command.getErr(), continues ? oneLine(e) : oneLine(e).replace(CONTINUES, ""));
    }

    static int report(Throwable failure, PrintWriter console) {
        return report(failure, console, oneLine(failure));
    }

    private static int report(Throwable failure, PrintWriter console, String line) {
        LOG.error("the job failed", failure);
        Throwable e = NativeLoadFailure.explained(failure);
        int code = code(e);
        boolean clear = code == ExitCode.INVALID || e instanceof FolderInUseException;
        print(console, line + (clear ? "" : " (stack trace: " + RunLog.where() + ")"));
        return code;
    }

    /** Returns the exit code: whether the same command would fail again. */
    public static int code(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInputException
                    || cause instanceof DivergedException
                    || cause instanceof ParameterException) {
                return ExitCode.INVALID;
            }
        }
        return StorageFailure.isLasting(e) ? ExitCode.INVALID : ExitCode.FAILED;
    }

    /** Whether another host could not be reached, such as a name node: this may pass, unlike a wrong name in a setting. */
    static boolean isUnreachable(Throwable e) {
        return network(e).isPresent() && code(e) != ExitCode.INVALID;
    }

    /** Whether Spark gave up a task whose last attempt ended with its executor, or a stage whose input was lost so. */
    static boolean hasLostExecutors(Throwable e) {
        String message = String.valueOf(e.getMessage());
        Matcher givenUp = GIVEN_UP.matcher(message);
        return e instanceof SparkException
                && e.getCause() == null
                && (givenUp.find()
                        ? givenUp.group(3).startsWith("ExecutorLostFailure")
                        : message.contains("FetchFailed"));
    }

    /** Returns the outermost failure of the network, whose message Hadoop completes with the host. */
    private static Optional<Throwable> network(Throwable e) {
        return ExceptionUtils.getThrowableList(e).stream()
                .filter(cause -> cause instanceof SocketException
                        || cause instanceof SocketTimeoutException
                        || cause instanceof UnknownHostException)
                .findFirst();
    }

    /** Returns rule, value and remedy where they are known, otherwise the root cause; without secrets. */
    public static String oneLine(Throwable e) {
        return Redaction.of(words(NativeLoadFailure.explained(e))).replaceAll("\\s*\\R\\s*", " ");
    }

    /** Returns the line without a remedy that does not apply where a failure is only recorded. */
    static String recorded(Throwable e) {
        return StringUtils.substringBefore(oneLine(e), REMEDY);
    }

    private static String words(Throwable e) {
        Matcher givenUp = GIVEN_UP.matcher(String.valueOf(e.getMessage()));
        return e instanceof SparkException && givenUp.find() ? givenUp(givenUp, e.getCause()) : reason(e);
    }

    /** @param cause null if the last attempt ended with its executor, without an exception */
    private static String givenUp(Matcher spark, Throwable cause) {
        String who = cause instanceof WorkerFailedException ? cause.getMessage() : "task " + spark.group(1);
        String reason = cause == null
                ? spark.group(3) + ". The executors' own logs may say more."
                : reason(cause instanceof WorkerFailedException ? cause.getCause() : cause);
        return who + " failed " + (spark.group(2).equals("1") ? "once" : spark.group(2) + " times; last error") + ": "
                + reason + (reason.endsWith(".") ? "" : ".")
                + REMEDY + CONTINUES + ".";
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInputException
                    || cause instanceof DivergedException
                    || cause instanceof ParameterException
                    || cause instanceof FolderInUseException) {
                return cause.getMessage();
            }
            root = cause;
        }
        if (root instanceof OutOfMemoryError) {
            return "the driver's heap must hold the model's state and, in local mode, what its tasks need. Given: "
                    + root.getMessage() + ". Add --driver-memory 8g, or more, after --.";
        }
        Throwable shown = network(e).orElse(root);
        String text = shown.getClass().getSimpleName()
                + (shown.getMessage() == null
                        ? ""
                        : ": " + shown.getMessage().lines().findFirst().orElse(""));
        return StorageFailure.of(e)
                .map(storage -> "the file system " + storage.rule() + ". Given: " + text + ". " + storage.remedy())
                .orElse(text);
    }

    private static void print(PrintWriter console, String line) {
        console.println("error: " + line);
    }
}
