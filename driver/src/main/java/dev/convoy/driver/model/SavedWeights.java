package dev.convoy.driver.model;

import dev.convoy.base.FlatVector;
import dev.convoy.worker.ModelState;

/**
 * The weights of a {@code ModelSerializer} zip or a Keras file.
 *
 * @param parameters as many as the model has, all finite
 * @param updaterState of the model's own updater; of length 0 if there is none, or none that can be used
 */
public record SavedWeights(FlatVector parameters, FlatVector updaterState) {
    /** Whether the updater can go on from where it stood, rather than from scratch. */
    public boolean continuesUpdater(ModelState seeded) {
        return updaterState.length() == seeded.updaterState().length();
    }

    /** The state to train on from. */
    public ModelState over(ModelState seeded) {
        return new ModelState(parameters, continuesUpdater(seeded) ? updaterState : seeded.updaterState());
    }
}
