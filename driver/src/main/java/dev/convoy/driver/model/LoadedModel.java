package dev.convoy.driver.model;

import dev.convoy.kernel.graph.Model;
import dev.convoy.worker.ModelState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The model that the key {@code model} names.
 *
 * @param model the model; its configuration's counts of iterations and epochs are those from which training continues
 * @param weights initial weights from a file, if it holds any; otherwise they are drawn from the seed
 * @param description what the file says about the use of the model on images
 * @param notes a line for each part of a file that was not used, and for what else the user should know
 */
public record LoadedModel(
        Model model, Optional<SavedWeights> weights, ModelDescription description, List<String> notes) {
    /** Returns a model without weights. */
    static LoadedModel untrained(Model model) {
        return new LoadedModel(model, Optional.empty(), ModelDescription.NONE, List.of());
    }

    /** Returns this model with another note. */
    public LoadedModel noting(String note) {
        return new LoadedModel(
                model,
                weights,
                description,
                Stream.concat(notes.stream(), Stream.of(note)).toList());
    }

    /** Whether a learning rate changes with the updates. */
    boolean hasSchedule() {
        return model.configuration().layers().stream()
                .map(NeuralNetConfiguration::getLayer)
                .anyMatch(layer -> layer instanceof BaseLayer trained && hasSchedule(trained.getIUpdater()));
    }

    private static boolean hasSchedule(IUpdater updater) {
        return updater != null && updater.hasLearningRate() && RequestedUpdater.changes(updater);
    }

    /** Returns the initial state: the file's weights if there are any, otherwise the state drawn from the seed. */
    public ModelState start(ModelState seeded) {
        return weights.map(saved -> saved.over(seeded)).orElse(seeded);
    }

    /**
     * Returns the number of updates before the start, for schedules and bias correction; 0 if the optimizer state is
     * re-initialized.
     */
    public int iterations(ModelState seeded) {
        boolean continues = weights.isPresent() && weights.get().continuesUpdater(seeded);
        return continues ? model.configuration().iterationCount() : 0;
    }
}
