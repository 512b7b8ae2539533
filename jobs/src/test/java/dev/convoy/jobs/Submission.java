package dev.convoy.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code submit.sh} as a person would: a real spark-submit in a process of its own. */
record Submission(int code, String out, String error) {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final int MINUTES = 5;

    /** Runs to the end. */
    static Submission run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path error = Files.createTempFile("error", ".txt");
        Process process = builder(arguments)
                .redirectOutput(out.toFile())
                .redirectError(error.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    "submit.sh still ran after " + MINUTES + " minutes: " + Files.readString(out));
        }
        return new Submission(process.exitValue(), Files.readString(out), Files.readString(error));
    }

    /** Starts and returns at once; the script becomes the driver's process, so that killing it kills the driver. */
    static Process start(String... arguments) throws IOException {
        return builder(arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("submit.sh").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        // The Spark under test is the one assembled here.
        builder.environment().remove("SPARK_HOME");
        return builder;
    }
}
