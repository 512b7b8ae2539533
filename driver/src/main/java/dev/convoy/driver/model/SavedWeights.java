package dev.convoy.driver.model;

import dev.convoy.base.FlatVector;
import dev.convoy.worker.ModelState;
import java.util.List;

/**
 * The weights of a {@code ModelSerializer} zip or a Keras file.
 *
 * @param parameters parameters of the model, all finite: all of them, or those of all layers but the last
 * @param updaterState state of the model's own updater; of length 0 if there is none that can be used
 */
public record SavedWeights(FlatVector parameters, FlatVector updaterState) {
    /** Whether the updater can continue from its saved state. */
    public boolean continuesUpdater(ModelState seeded) {
        return updaterState.length() == seeded.updaterState().length();
    }

    /** Returns the state from which training continues: last layers without weights are those of the seed. */
    public ModelState over(ModelState seeded) {
        FlatVector drawn = seeded.parameters()
                .slice(parameters.length(), seeded.parameters().length());
        return new ModelState(
                drawn.length() == 0 ? parameters : FlatVector.concatenate(List.of(parameters, drawn)),
                continuesUpdater(seeded) ? updaterState : seeded.updaterState());
    }
}
