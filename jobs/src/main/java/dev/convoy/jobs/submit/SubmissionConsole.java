package dev.convoy.jobs.submit;

import java.io.PrintStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prints the output of spark-submit, and remembers what it says about the job. */
final class SubmissionConsole {
    /** An application of YARN or a driver of a standalone cluster. */
    private static final Pattern ID = Pattern.compile("\\b(application_\\d+_\\d+|driver-\\d+-\\d+)\\b");

    private static final Pattern STATE = Pattern.compile("State of driver driver-\\S+ is (\\w+)");

    private final PrintStream error;
    private final StringBuilder shown = new StringBuilder();
    private volatile Optional<String> id = Optional.empty();
    private Optional<String> state = Optional.empty();

    SubmissionConsole(PrintStream error) {
        this.error = error;
    }

    void show(String line) {
        error.println(line);
        if (line.contains("error: ")) {
            shown.append(line).append('\n');
        }
        Matcher found = ID.matcher(line);
        if (found.find()) {
            id = Optional.of(found.group(1));
        }
        Matcher ended = STATE.matcher(line);
        if (ended.find()) {
            state = Optional.of(ended.group(1));
        }
    }

    /** Shows a line unless it was shown before, for example in a report from YARN. */
    void showOnce(String message) {
        if (shown.indexOf(message) < 0) {
            error.println(message);
        }
    }

    /** Whether Spark's client reported that a driver has ended in another state than success. */
    boolean standaloneDriverFailed() {
        return state.filter(name -> !name.equals("FINISHED")).isPresent();
    }

    /** Returns a line for a user who stops waiting. */
    String whatGoesOn() {
        if (id.isEmpty()) {
            return "stopped waiting; a job that was already submitted continues in the cluster";
        }
        String end =
                id.get().startsWith("application") ? "yarn application -kill " + id.get() : "the master's web page";
        return "stopped waiting; " + id.get() + " continues in the cluster; end it with " + end;
    }
}
