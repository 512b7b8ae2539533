package dev.convoy.driver.dataset;

import dev.convoy.worker.Examples;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;

/** Where one part of the data lies; sent to executors, which read it when they first need it. */
public interface Shard extends Serializable {
    /** Reads and decodes all its examples. */
    Examples read(Configuration hadoop) throws IOException;
}
