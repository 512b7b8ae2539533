package dev.convoy.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Runs the main class named first, and ends when its input ends: at the latest with the process that started it. */
public final class EndsWithParent {
    private EndsWithParent() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread watch = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // A failure to read counts as the end of the input.
            }
            System.exit(0);
        });
        watch.setDaemon(true);
        watch.start();
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    }
}
