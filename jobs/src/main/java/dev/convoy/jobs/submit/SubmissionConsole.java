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

    /** In Spark's description of the containers of a driver's pod, once they have ended. */
    private static final Pattern CONTAINER = Pattern.compile("^\\s*(container name|exit code): (\\S+)");

    private static final String DRIVER_CONTAINER = "spark-kubernetes-driver";

    private final PrintStream error;
    private final StringBuilder shown = new StringBuilder();
    private volatile Optional<String> id = Optional.empty();
    private Optional<String> state = Optional.empty();
    private String container = "";
    private Optional<String> podCode = Optional.empty();

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
        Matcher pod = CONTAINER.matcher(line);
        if (pod.find()) {
            if (pod.group(1).equals("container name")) {
                container = pod.group(2);
            } else if (container.equals(DRIVER_CONTAINER)) {
                podCode = Optional.of(pod.group(2));
            }
        }
    }

    /** Shows a line unless it was shown before, for example in a report from YARN. */
    void showOnce(String message) {
        if (shown.indexOf(message) < 0) {
            error.println(message);
        }
    }

    /** Returns where to look, if Spark's client reported that a driver has ended in another way than with success. */
    Optional<String> driverFailure() {
        if (state.filter(name -> !name.equals("FINISHED")).isPresent()) {
            return Optional.of("Its worker has its stderr, in the work folder.");
        }
        return podCode.filter(code -> !code.equals("0"))
                .map(code -> "Its pod ended with exit code " + code + "; kubectl logs shows its stderr.");
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
