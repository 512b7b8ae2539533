package dev.convoy.driver.model;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

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
        Layer output = layer(configuration, last.name());
        boolean isLast = last.parameterOffset() + last.parameters() == model.parameters();
        if (!isLast || last.parameters() == 0 || !(output instanceof FeedForwardLayer resized)) {
            throw new InvalidInputException(
                    "train.new-output needs a last layer with weights of its own",
                    last.name() + " of " + name,
                    "Leave it out, or use a model that ends with a dense layer.");
        }
        resized.setNOut(classes);
        if (resized instanceof BaseOutputLayer withLoss && withLoss.getLossFn() instanceof LossMCXENT) {
            // Without the class weights of the old classes.
            withLoss.setLossFn(new LossMCXENT());
        }
        configuration.setCounts(0, 0);
        FlatVector kept = weights.parameters().slice(0, Math.toIntExact(last.parameterOffset()));
        FlatVector none = new FlatVector(kept.type(), new byte[0]);
        return new LoadedModel(
                Model.of(configuration, model.input()),
                Optional.of(new SavedWeights(kept, none)),
                loaded.description(),
                loaded.notes());
    }

    /** A graph's layers are in the order in which they were added, not in that of the model. */
    private static Layer layer(ModelConfiguration configuration, String name) {
        List<NeuralNetConfiguration> layers = configuration.layers();
        return layers.stream()
                .map(NeuralNetConfiguration::getLayer)
                .filter(layer -> name.equals(layer.getLayerName()))
                .findFirst()
                .orElseGet(() -> layers.get(layers.size() - 1).getLayer());
    }
}
