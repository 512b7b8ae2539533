package dev.convoy.driver.report;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.TrainingListener;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code metrics.jsonl}: one line for each round, visible as soon as the round is done. Where the file system cannot
 * flush, as an object store, the file is written anew with each checkpoint, after some minutes, and at the end. A run that
 * continues keeps the lines of the rounds that its checkpoint has.
 */
public final class MetricsFile implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsFile.class);
    private static final String FILE = "metrics.jsonl";

    private static final Duration DELAY = Duration.ofMinutes(5);

    private final RunFolder folder;
    private final Duration delay;
    private final List<String> lines;
    private boolean flushes = true;
    /** Null after a failure and where the file system cannot flush: then the file is written anew. */
    private FSDataOutputStream out;

    private int written;
    private long writtenNanos;

    private record Numbered(int round) {}

    /** @param rounds rounds that the run has done already; the file's other lines are removed */
    public MetricsFile(RunFolder folder, int rounds) throws IOException {
        this(folder, rounds, DELAY);
    }

    /** @param delay time until a line is visible at the latest where the file system cannot flush */
    MetricsFile(RunFolder folder, int rounds, Duration delay) throws IOException {
        this.folder = folder;
        this.delay = delay;
        this.lines = lines(rounds);
        if (lines.size() < rounds) {
            LOG.warn("{} of {} rounds of the run are not in {}; the others stay", rounds - lines.size(), rounds, FILE);
        }
        writeAnew();
    }

    private List<String> lines(int rounds) throws IOException {
        List<String> kept = new ArrayList<>();
        String content = new String(folder.read(FILE).orElse(new byte[0]), StandardCharsets.UTF_8);
        for (String line : content.lines().toList()) {
            if (isOf(line, rounds)) {
                kept.add(line);
            }
        }
        return kept;
    }

    /** A process that was killed may have left a part of a line. */
    private static boolean isOf(String line, int rounds) {
        try {
            int round = Json.reader(Numbered.class).<Numbered>readValue(line).round();
            return round >= 1 && round <= rounds;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void roundDone(RoundReport report, Progress at) {
        String line = Json.line(report);
        lines.add(line);
        if (out == null && !flushes && System.nanoTime() - writtenNanos < delay.toNanos()) {
            return;
        }
        try {
            if (out == null) {
                writeAnew();
            } else {
                out.write(bytes(line));
                out.hflush();
                written = lines.size();
            }
        } catch (IOException e) {
            out = null;
            throw new UncheckedIOException(e);
        }
    }

    /** What a checkpoint has must be in the file, too. */
    @Override
    public void saved(Progress at) {
        if (out == null) {
            try {
                writeAnew();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** At each moment, the file has all lines that were written before. */
    private void writeAnew() throws IOException {
        folder.replace(FILE, this::writeLines);
        written = lines.size();
        writtenNanos = System.nanoTime();
        if (flushes) {
            out = appending(new Path(folder.path(), FILE));
        }
    }

    /** Returns null if the file system cannot flush. */
    private FSDataOutputStream appending(Path file) throws IOException {
        try {
            return folder.files().append(file);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("cannot append to {}; it is written anew", FILE, e);
        }
        FSDataOutputStream created = folder.files().create(file, true);
        writeLines(created);
        flushes = created.hasCapability(StreamCapabilities.HSYNC);
        if (!flushes) {
            created.close();
            return null;
        }
        created.hflush();
        return created;
    }

    private void writeLines(OutputStream to) throws IOException {
        for (String line : lines) {
            to.write(bytes(line));
        }
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Closes the file, with all lines: there may be no next round. */
    @Override
    public void close() throws IOException {
        if (out == null && written < lines.size()) {
            writeAnew();
        }
        if (out != null) {
            out.close();
        }
    }
}
