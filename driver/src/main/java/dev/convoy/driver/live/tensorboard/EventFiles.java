package dev.convoy.driver.live.tensorboard;

import dev.convoy.driver.live.Point;
import dev.convoy.driver.live.PointSink;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the points of a run for TensorBoard, into the folder {@code tensorboard} of the run folder. Each process that
 * works on the run begins a new file. Where the file system cannot flush, as an object store, a file is visible once it
 * is closed; then a new file begins every few minutes.
 */
public final class EventFiles implements PointSink {
    private static final Logger LOG = LoggerFactory.getLogger(EventFiles.class);
    private static final String FOLDER = "tensorboard";
    /** The time until points are visible on a file system that cannot flush. */
    public static final Duration DELAY = Duration.ofMinutes(5);

    private final RunFolder folder;
    private final int firstRound;
    private final Duration delay;
    /** Null before the first file, and after a failure or the last point of a file. */
    private EventFile file;

    private boolean flushes;
    private long openedMillis;

    /** @param rounds rounds that the run has done already */
    public EventFiles(RunFolder folder, int rounds, Duration delay) {
        this.folder = folder;
        this.firstRound = rounds + 1;
        this.delay = delay;
    }

    @Override
    public void write(List<Point> points) throws IOException {
        try {
            if (file == null) {
                open(points.isEmpty() ? firstRound : points.get(0).round());
            }
            for (Point point : points) {
                file.add(point);
            }
            if (flushes) {
                file.flush();
            } else if (System.currentTimeMillis() - openedMillis >= delay.toMillis()) {
                close();
            }
        } catch (IOException e) {
            abandon();
            throw e;
        }
    }

    private void open(int firstStep) throws IOException {
        // TensorBoard reads files in the order of their names, and none that is older than the last that it has read.
        openedMillis = Math.max(System.currentTimeMillis(), openedMillis + 1);
        String name = String.format(
                Locale.ROOT, "events.out.tfevents.%010d.%03d.convoy", openedMillis / 1000, openedMillis % 1000);
        FSDataOutputStream out = folder.files().create(new Path(new Path(folder.path(), FOLDER), name), true);
        flushes = out.hasCapability(StreamCapabilities.HSYNC);
        file = new EventFile(out, openedMillis, firstStep);
    }

    /** The file may end with a part of a record: the points continue in another. */
    private void abandon() {
        try {
            close();
        } catch (IOException e) {
            LOG.debug("an event file could not be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        EventFile closing = file;
        file = null;
        if (closing != null) {
            closing.close();
        }
    }
}
