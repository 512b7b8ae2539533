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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code metrics.jsonl}: one line for each round, visible as soon as the round is done where the file system can
 * flush. A run that continues keeps the lines of the rounds that its checkpoint has.
 */
public final class MetricsFile implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsFile.class);
    private static final String FILE = "metrics.jsonl";

    private final RunFolder folder;
    private final List<String> lines;
    /** Null after a failure, until the file is written anew. */
    private FSDataOutputStream out;

    private record Numbered(int round) {}

    /** @param rounds rounds that the run has done already; the file's other lines are removed */
    public MetricsFile(RunFolder folder, int rounds) throws IOException {
        this.folder = folder;
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
        try {
            if (out == null) {
                writeAnew();
            } else {
                out.write(bytes(line));
                out.hflush();
            }
        } catch (IOException e) {
            out = null;
            throw new UncheckedIOException(e);
        }
    }

    /** At each moment, the file has all lines. */
    private void writeAnew() throws IOException {
        folder.replace(FILE, to -> {
            for (String line : lines) {
                to.write(bytes(line));
            }
        });
        Path file = new Path(folder.path(), FILE);
        try {
            out = folder.files().append(file);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("cannot append to {}; it is written anew", FILE, e);
            out = folder.files().create(file, true);
            for (String line : lines) {
                out.write(bytes(line));
            }
            out.hflush();
        }
    }

    private static byte[] bytes(String line) {
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Closes the file, after another attempt if the last one failed: there may be no next round. */
    @Override
    public void close() throws IOException {
        if (out == null) {
            writeAnew();
        }
        out.close();
    }
}
