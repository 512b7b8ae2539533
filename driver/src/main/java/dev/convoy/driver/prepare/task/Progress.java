package dev.convoy.driver.prepare.task;

import java.io.Serializable;
import java.util.Locale;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.LongAccumulator;

/** Counts what tasks have done, and reports it on the console. Spark tells the driver of a task's counts at its end. */
public final class Progress implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final long PERIOD_MILLIS = 10_000;

    private final LongAccumulator images;
    private final LongAccumulator bytes;
    private final LongAccumulator written;

    public Progress(JavaSparkContext spark) {
        images = spark.sc().longAccumulator("images decoded");
        bytes = spark.sc().longAccumulator("bytes of parts decoded");
        written = spark.sc().longAccumulator("images written");
    }

    void imageDone() {
        images.add(1);
    }

    void partDone(long partBytes) {
        bytes.add(partBytes);
    }

    void written(long rows) {
        written.add(rows);
    }

    /** Ends the reports. */
    public interface Reports extends AutoCloseable {
        @Override
        void close();
    }

    /** Reports the decoding every 10 seconds. */
    public Reports ofDecoding(long totalBytes, Consumer<String> console) {
        return every(nanos -> decoded(totalBytes, nanos), console);
    }

    /** Reports the writing every 10 seconds. */
    public Reports ofWriting(long totalImages, Consumer<String> console) {
        return every(nanos -> line("wrote", written.value(), written.value(), totalImages, nanos), console);
    }

    private String decoded(long totalBytes, long nanos) {
        return line("decoded", images.value(), bytes.value(), totalBytes, nanos);
    }

    static String line(String verb, long images, long done, long total, long nanos) {
        double share = total == 0 ? 0 : Math.min(1, (double) done / total);
        double seconds = nanos / 1e9;
        String eta = share == 0 ? "?" : time(seconds * (1 - share) / share);
        return String.format(
                Locale.ROOT,
                "%s %,d images, %.0f %% | %,.0f images/s | ETA %s",
                verb,
                images,
                100 * share,
                images / seconds,
                eta);
    }

    public static String time(double seconds) {
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    private static Reports every(LongFunction<String> line, Consumer<String> console) {
        long start = System.nanoTime();
        Timer timer = new Timer("progress of prepare", true);
        TimerTask report = new TimerTask() {
            @Override
            public void run() {
                console.accept(line.apply(System.nanoTime() - start));
            }
        };
        timer.schedule(report, PERIOD_MILLIS, PERIOD_MILLIS);
        return timer::cancel;
    }
}
