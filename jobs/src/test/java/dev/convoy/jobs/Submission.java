package dev.convoy.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs {@code submit.sh} as a user would: a real spark-submit in a separate process.
 *
 * @param log the end of Spark's log
 */
record Submission(int code, String out, String error, String log) {
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final int MINUTES = 5;
    private static final int LOG_LINES = 60;

    /** Runs to the end. */
    static Submission run(String... arguments) throws IOException, InterruptedException {
        return start(arguments).end();
    }

    /** Runs to the end, with these environment variables in addition to the test's own. */
    static Submission run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return start(environment, arguments).end();
    }

    /** Starts and returns at once. */
    static Started start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    static Started start(Map<String, String> environment, String... arguments) throws IOException {
        Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "submission");
        // A shell that runs tests in the background has its children ignore SIGINT.
        List<String> command = new ArrayList<>(
                List.of("env", "--default-signal=INT", HOME.resolve("submit.sh").toString()));
        command.addAll(List.of(arguments));
        if (!command.contains("--")) {
            command.add("--");
        }
        command.addAll(
                command.indexOf("--") + 1,
                List.of("--conf", "spark.executor.defaultJavaOptions=" + QuickStart.OPTIONS));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("error").toFile());
        // The Spark under test is the one assembled here; its log is here until the run has a folder.
        builder.environment().keySet().removeAll(List.of("HADOOP_CONF_DIR", "YARN_CONF_DIR"));
        builder.environment().put("SPARK_HOME", SparkHome.FOLDER.toString());
        builder.environment().put("TMPDIR", folder.toString());
        builder.environment().put("SPARK_SUBMIT_OPTS", QuickStart.OPTIONS);
        builder.environment().putAll(environment);
        Path run = Arrays.stream(arguments)
                .filter(argument -> argument.startsWith("run.dir="))
                .map(argument -> Path.of(argument.substring("run.dir=".length())))
                .findFirst()
                .orElse(folder);
        return new Started(builder.start(), folder, run);
    }

    /**
     * A submission that runs.
     *
     * @param driver the script becomes the driver's process, so that killing it kills the driver
     * @param folder what it prints
     * @param run its run folder
     */
    record Started(Process driver, Path folder, Path run) {
        Submission end() throws IOException, InterruptedException {
            if (!driver.waitFor(MINUTES, TimeUnit.MINUTES)) {
                driver.destroyForcibly();
                throw new IllegalStateException("submit.sh still ran after " + MINUTES + " minutes: "
                        + Files.readString(folder.resolve("out")) + log());
            }
            return new Submission(
                    driver.exitValue(),
                    Files.readString(folder.resolve("out")),
                    Files.readString(folder.resolve("error")),
                    log());
        }

        /** Its last lines, from the run folder or, if it did not get that far, from the temporary file. */
        String log() throws IOException {
            Path log = run.resolve("spark.log");
            if (!Files.exists(log)) {
                try (Stream<Path> files = Files.list(folder)) {
                    log = files.filter(file -> file.toString().endsWith(".log"))
                            .findFirst()
                            .orElse(folder.resolve("error"));
                }
            }
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        }
    }

    /** The message of a test about a submission that should have succeeded. */
    String why() {
        return error + "\nthe end of the log:\n" + log + "\n";
    }

    static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
