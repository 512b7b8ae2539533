package dev.convoy.driver.predict;

import java.io.IOException;

/** Takes predictions, one after the other. */
interface PredictionTable extends AutoCloseable {
    /** Writes nothing. */
    PredictionTable NONE = (id, label, best, outputs, from) -> {};

    /**
     * Writes a row.
     *
     * @param label name of the true class, or null
     * @param best classes by descending output
     * @param outputs outputs of the network, the image's from {@code from} on
     */
    void write(String id, String label, int[] best, float[] outputs, int from) throws IOException;

    @Override
    default void close() throws IOException {}
}
