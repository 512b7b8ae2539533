package dev.convoy.driver.dataset;

import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.files.UserPath;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A way to store data sets. A class that implements it, and its {@link Shard}, are all that a new format needs. */
interface DatasetFormat {
    /**
     * Opens a data set, if it is of this format.
     *
     * @param location an existing file or folder
     * @throws dev.convoy.base.InvalidInputException if it is, but cannot be used
     */
    Optional<Dataset> open(Location location, Configuration hadoop) throws IOException;

    /**
     * A place that the user named.
     *
     * @param key key or option that names it, for messages
     * @param given as the user wrote it
     * @param isTrainingData whether the job trains on what lies there, too
     */
    record Location(String key, Split part, String given, UserPath path, boolean isTrainingData) {
        /** Whether examples of this part must not be those that the job trains on. */
        boolean isHeldOut() {
            return isTrainingData && part != Split.TRAIN;
        }
    }
}
