package dev.convoy.jobs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java process of a cluster under test. Its input ends with this one, and it must end then too. */
final class ChildJvm implements AutoCloseable {
    private static final int SECONDS = 90;

    private final Process process;
    private final BufferedWriter input;
    private final Path log;

    /** Starts {@code java}; its working folder and log file are created here. */
    ChildJvm(Path folder, Map<String, String> environment, String classPath, String... arguments) throws IOException {
        Files.createDirectories(folder);
        log = folder.resolve("log.txt");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(
                List.of(java.toString(), "-Xmx512m", QuickStart.WITHOUT_SECOND_COMPILER, "-cp", classPath));
        // The options of the tests: Spark and Hadoop need these packages opened on Java 17.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // A user's cluster does not have these.
        builder.environment().keySet().removeIf(name -> name.endsWith("_NUM_THREADS"));
        builder.environment().putAll(environment);
        process = builder.start();
        input = process.outputWriter();
    }

    /** Waits until the process has printed what matches, and returns the first group. */
    String await(String pattern) throws IOException, InterruptedException {
        Pattern wanted = Pattern.compile(pattern, Pattern.MULTILINE);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < deadline) {
            Matcher found = wanted.matcher(Files.readString(log));
            if (found.find()) {
                return found.groupCount() == 0 ? found.group() : found.group(1);
            }
            if (!process.isAlive()) {
                break;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("no " + pattern + " in\n" + Files.readString(log));
    }

    /** Writes a line to its input. */
    void tell(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    @Override
    public void close() {
        try {
            input.close();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
