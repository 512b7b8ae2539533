package dev.convoy.driver.live;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Receives the points of a run, on one thread. It may be slow and may fail: training does not wait for it. */
public interface PointSink extends Closeable {
    /**
     * Writes the points of some rounds, in order.
     *
     * @param points none if the run begins
     * @throws IOException if they could not be written; the same points are then given again
     */
    void write(List<Point> points) throws IOException;

    /** Ends the points, after the end of the run was recorded in its folder. */
    @Override
    void close() throws IOException;
}
