package dev.convoy.driver.dataset;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** A shard of images that have ids. */
public interface NamedShard extends Shard {
    /** Takes images, one after the other. */
    interface Sink {
        /** @param bytes the image's own array */
        void add(String id, int label, byte[] bytes) throws IOException;
    }

    /**
     * Reads the images {@code from} to {@code to}, without the last.
     *
     * @throws dev.convoy.base.InvalidInputException as {@link Shard#read}
     */
    void readNamed(Configuration hadoop, int from, int to, Sink sink) throws IOException;
}
