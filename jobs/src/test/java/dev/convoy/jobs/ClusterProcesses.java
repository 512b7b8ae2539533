package dev.convoy.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The executors that one driver on this machine has started: only those, however many others run here. */
record ClusterProcesses(ProcessHandle driver) {
    private static final Pattern EXECUTOR =
            Pattern.compile("CoarseGrainedExecutorBackend\0(?:.*\0)?--executor-id\0(\\d+)\0", Pattern.DOTALL);

    /**
     * An executor's process.
     *
     * @param id as Spark calls it
     */
    record Executor(String id, ProcessHandle process) {
        void kill() {
            process.destroyForcibly();
        }

        /** Sends a signal by its name. */
        void signal(String name) {
            try {
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Returns the executors that live now, oldest first. */
    List<Executor> executors() {
        return driver.descendants()
                .flatMap(ClusterProcesses::asExecutor)
                .sorted(Comparator.comparingInt(executor -> Integer.parseInt(executor.id())))
                .toList();
    }

    private static Stream<Executor> asExecutor(ProcessHandle process) {
        try {
            // ProcessHandle's own command line ends at 4 KiB.
            Matcher matcher =
                    EXECUTOR.matcher(Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline")));
            return matcher.find() ? Stream.of(new Executor(matcher.group(1), process)) : Stream.empty();
        } catch (IOException e) {
            // The process has ended in the meantime.
            return Stream.empty();
        }
    }
}
