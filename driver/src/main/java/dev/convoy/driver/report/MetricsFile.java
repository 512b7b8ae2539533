package dev.convoy.driver.report;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.TrainingListener;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code metrics.jsonl}: one line for each round, visible as soon as the round is done where the file system can
 * flush. A run that continues keeps the lines of the rounds that its checkpoint has.
 */
public final class MetricsFile implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsFile.class);
    private static final String FILE = "metrics.jsonl";

    /** The lines, while the file is written anew. */
    private static final String COPY = ".metrics.jsonl.copy";

    private final RunFolder folder;
    private final List<String> lines;
    /** Null after a failure, until the file is written anew. */
    private FSDataOutputStream out;

    private record Numbered(int round) {}

    /** @param rounds rounds that the run has done already; the file's other lines are removed */
    public MetricsFile(RunFolder folder, int rounds) throws IOException {
        this.folder = folder;
        List<String> copied = lines(COPY, rounds);
        List<String> written = lines(FILE, rounds);
        // The copy is there if the process ended while it wrote the file.
        this.lines = new ArrayList<>(copied.size() > written.size() ? copied : written);
        if (lines.size() < rounds) {
            LOG.warn("{} of {} rounds of the run are not in {}; the others stay", rounds - lines.size(), rounds, FILE);
        }
        writeAll();
    }

    private List<String> lines(String name, int rounds) throws IOException {
        List<String> kept = new ArrayList<>();
        String content = new String(folder.read(name).orElse(new byte[0]), StandardCharsets.UTF_8);
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
        try {
            if (out == null) {
                writeAll();
            } else {
                write(line);
                out.hflush();
            }
        } catch (IOException e) {
            out = null;
            throw new UncheckedIOException(e);
        }
    }

    private void writeAll() throws IOException {
        folder.replace(COPY, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        out = folder.files().create(new Path(folder.path(), FILE), true);
        for (String line : lines) {
            write(line);
        }
        out.hflush();
        if (out.hasCapability(StreamCapabilities.HSYNC)) {
            removeCopy();
        }
    }

    private void removeCopy() throws IOException {
        folder.files().delete(new Path(folder.path(), COPY), false);
    }

    private void write(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            removeCopy();
        }
    }
}
