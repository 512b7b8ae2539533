package dev.convoy.driver.predict;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** A piece of the input that one task predicts. It is small, and its images and their order depend on the input alone. */
interface ImagePart extends Serializable {
    void read(Configuration hadoop, Sink to) throws IOException;

    /** Takes the images, one after the other. */
    interface Sink {
        void add(NamedImage image) throws IOException;

        /** Takes a file that is no image. */
        void unreadable(String id, String reason);
    }
}
