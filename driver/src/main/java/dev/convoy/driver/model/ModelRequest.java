package dev.convoy.driver.model;

import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.learning.RateSchedule;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The request to load a model, with the settings of its training.
 *
 * @param name a built-in name, or the Hadoop path of a MultiLayerConfiguration or ComputationGraphConfiguration as JSON
 *     or YAML, of a ModelSerializer zip, or of a Keras model as HDF5; a driver in the cluster also looks for a local file that
 *     does not exist in its working folder
 * @param storage the type that a file's weights are read into
 * @param seed replaces the configuration's seed, which Deeplearning4j takes from the clock if it is not set
 */
public record ModelRequest(String name, Changes changes, DataType storage, long seed) {
    /**
     * What becomes of the model's own settings.
     *
     * @param schedule schedule for a learning rate of 1; empty for that of the updater
     * @param freezeUntil the last layer that is not trained; {@code none} to train also those that the file says are frozen
     * @param newOutput whether the last layer starts anew
     */
    public record Changes(
            UpdaterChoice updater, Optional<RateSchedule> schedule, Optional<String> freezeUntil, boolean newOutput) {
        /** Keeps everything. */
        public static final Changes NONE = new Changes(UpdaterChoice.OWN, Optional.empty(), Optional.empty(), false);

        public static Changes of(UpdaterChoice updater, Optional<String> freezeUntil) {
            return new Changes(updater, Optional.empty(), freezeUntil, false);
        }
    }

    /** Returns a request with the model's own updater and no frozen layers. */
    public static ModelRequest of(String name, DataType storage, long seed) {
        return new ModelRequest(name, Changes.NONE, storage, seed);
    }
}
