package dev.convoy.jobs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The output and the exit code of a verb in this JVM, on Spark's threads: a {@link Submission} without its processes.
 */
record VerbRun(int code, String out, String error) {
    static VerbRun of(String master, List<String> arguments) {
        return of(master, arguments, line -> {});
    }

    /** @param onLine gets each line of the output, on the thread that prints it */
    static VerbRun of(String master, List<String> arguments, Consumer<String> onLine) {
        Map<String, String> spark =
                Map.of("spark.master", master, "spark.ui.enabled", "false", "spark.task.maxFailures", "8");
        StringWriter error = new StringWriter();
        Lines out = new Lines(onLine);
        PrintStream console = System.out;
        spark.forEach(System::setProperty);
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int code = Main.run(arguments.toArray(String[]::new), new PrintWriter(error, true));
            return new VerbRun(code, out.toString(StandardCharsets.UTF_8), error.toString());
        } finally {
            System.setOut(console);
            spark.keySet().forEach(System::clearProperty);
        }
    }

    private static final class Lines extends ByteArrayOutputStream {
        private final Consumer<String> onLine;
        private int begin;

        Lines(Consumer<String> onLine) {
            this.onLine = onLine;
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, length);
            String rest = new String(buf, begin, count - begin, StandardCharsets.UTF_8);
            if (rest.endsWith("\n")) {
                begin = count;
                rest.lines().forEach(onLine);
            }
        }
    }
}
