package dev.convoy.driver.model;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/** Gives a trained network a last layer that starts anew, with an output for each class of other images. */
final class NewOutput {
    private NewOutput() {}

    /**
     * Returns the network with its weights but for those of the last layer, which will be drawn from the seed.
     *
     * @throws InvalidInputException if the file has no weights, or the last layer's size cannot be changed
     */
    static LoadedModel of(LoadedModel loaded, String name, int classes) {
        SavedWeights weights = loaded.weights()
                .orElseThrow(() -> new InvalidInputException(
                        "train.new-output needs a model with weights", name, "Leave it out."));
        Model model = loaded.model();
        LayerInfo last = model.layers().get(model.layers().size() - 1);
        ModelConfiguration configuration = model.configuration().copy();
        List<NeuralNetConfiguration> layers = configuration.layers();
        boolean isLast = last.parameterOffset() + last.parameters() == model.parameters();
        if (!isLast
                || last.parameters() == 0
                || !(layers.get(layers.size() - 1).getLayer() instanceof FeedForwardLayer output)) {
            throw new InvalidInputException(
                    "train.new-output needs a last layer with weights of its own",
                    last.name() + " of " + name,
                    "Leave it out, or use a model that ends with a dense layer.");
        }
        output.setNOut(classes);
        configuration.setCounts(0, 0);
        FlatVector kept = weights.parameters().slice(0, Math.toIntExact(last.parameterOffset()));
        FlatVector none = new FlatVector(kept.type(), new byte[0]);
        return new LoadedModel(
                Model.of(configuration, model.input()),
                Optional.of(new SavedWeights(kept, none)),
                loaded.description(),
                loaded.notes());
    }
}
