package dev.convoy.driver.dataset;

import dev.convoy.worker.Examples;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** The location of one part of the data. It is sent to executors, which read the data when they first need it. */
public interface Shard extends Serializable {
    /** Reads and decodes all its examples. */
    Examples read(Configuration hadoop) throws IOException;
}
