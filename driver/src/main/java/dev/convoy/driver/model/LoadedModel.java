package dev.convoy.driver.model;

import dev.convoy.kernel.graph.Model;
import dev.convoy.worker.ModelState;
import java.util.List;
import java.util.Optional;

/**
 * What {@code model} named.
 *
 * @param model its configuration's counts of iterations and epochs are those that training goes on from
 * @param weights what to start from instead of weights drawn from the seed, if a file holds any
 * @param notes a line for each part of a file that was not used
 */
public record LoadedModel(Model model, Optional<SavedWeights> weights, List<String> notes) {
    /** What to train from: the file's weights where there are any, else what the seed gave. */
    public ModelState start(ModelState seeded) {
        return weights.map(saved -> saved.over(seeded)).orElse(seeded);
    }

    /** Updates that the start has had, for schedules and bias correction: none if its updater starts afresh. */
    public int iterations(ModelState seeded) {
        boolean continues = weights.isPresent() && weights.get().continuesUpdater(seeded);
        return continues ? model.configuration().iterationCount() : 0;
    }
}
