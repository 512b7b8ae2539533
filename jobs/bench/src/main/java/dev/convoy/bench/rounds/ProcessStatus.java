package dev.convoy.bench.rounds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what Linux reports about a process under {@code /proc}; 0 where there is nothing to read. */
public final class ProcessStatus {
    private ProcessStatus() {}

    /** Returns a number from this process's file {@code name}, from the line that starts with {@code label}. */
    public static long own(String name, String label) {
        return read(Path.of("/proc/self", name), label);
    }

    /** Returns the resident memory of process {@code id}, in bytes. */
    public static long resident(long id) {
        return 1024 * read(Path.of("/proc", Long.toString(id), "status"), "VmRSS:");
    }

    /** Returns the arguments that process {@code id} was started with; empty if it has ended. */
    public static String commandLine(long id) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(id), "cmdline"));
        } catch (IOException e) {
            return "";
        }
    }

    private static long read(Path file, String label) {
        if (!Files.exists(file)) {
            return 0;
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(label))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
