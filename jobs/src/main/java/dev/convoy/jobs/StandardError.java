package dev.convoy.jobs;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the console for a command's own output. Libraries print stack traces to {@link System#err} too, also while
 * Spark shuts down after a success: they go to the log, line by line.
 */
final class StandardError extends OutputStream {
    private static final Logger LOG = LoggerFactory.getLogger("stderr");

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean writing;

    private StandardError() {}

    /** Sends what is printed to {@link System#err} to the log from now on, and returns the console. */
    static PrintStream divert() {
        PrintStream console = System.err;
        System.setErr(new PrintStream(new StandardError(), true, StandardCharsets.UTF_8));
        return console;
    }

    @Override
    public synchronized void write(int character) {
        if (character != '\n') {
            line.write(character);
            return;
        }
        // A log that cannot be written reports it here.
        if (!writing) {
            writing = true;
            LOG.warn(line.toString(StandardCharsets.UTF_8));
            writing = false;
        }
        line.reset();
    }
}
