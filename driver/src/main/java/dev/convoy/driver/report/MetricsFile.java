package dev.convoy.driver.report;

import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.round.TrainingListener;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/** Writes {@code metrics.jsonl}: one line for each round, visible as soon as the round is done. */
public final class MetricsFile implements TrainingListener, AutoCloseable {
    private final FSDataOutputStream out;

    /** @param before the lines up to the checkpoint that the run continues from; the file is rewritten with them */
    public MetricsFile(RunFolder folder, List<String> before) throws IOException {
        this.out = folder.files().create(new Path(folder.path(), "metrics.jsonl"), true);
        for (String line : before) {
            write(line);
        }
        out.hflush();
    }

    @Override
    public void roundDone(RoundReport report, Progress at) {
        try {
            write(Json.line(report));
            out.hflush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void write(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
