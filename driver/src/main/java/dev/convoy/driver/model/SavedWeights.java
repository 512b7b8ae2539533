package dev.convoy.driver.model;

import dev.convoy.base.FlatVector;
import dev.convoy.worker.ModelState;

/**
 * The weights of a {@code ModelSerializer} zip or a Keras file.
 *
 * @param parameters all parameters of the model, all finite
 * @param updaterState state of the model's own updater; of length 0 if there is none that can be used
 */
public record SavedWeights(FlatVector parameters, FlatVector updaterState) {
    /** Whether the updater can continue from its saved state. */
    public boolean continuesUpdater(ModelState seeded) {
        return updaterState.length() == seeded.updaterState().length();
    }

    /** Returns the state from which training continues. */
    public ModelState over(ModelState seeded) {
        return new ModelState(parameters, continuesUpdater(seeded) ? updaterState : seeded.updaterState());
    }
}
