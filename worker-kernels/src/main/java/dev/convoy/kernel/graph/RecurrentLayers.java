package dev.convoy.kernel.graph;

import dev.convoy.base.InvalidInputException;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RecurrentAttentionLayer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;

/** Names networks for sequences before their shapes are looked at, which would only mislead. */
final class RecurrentLayers {
    private static final List<Class<? extends Layer>> KINDS = List.of(
            BaseRecurrentLayer.class,
            Bidirectional.class,
            LastTimeStep.class,
            TimeDistributed.class,
            RecurrentAttentionLayer.class,
            RnnOutputLayer.class,
            RnnLossLayer.class);

    private RecurrentLayers() {}

    /** @throws InvalidInputException if there are any */
    static void requireNone(ModelConfiguration configuration) {
        for (NeuralNetConfiguration layer : configuration.layers()) {
            Layer definition = layer.getLayer();
            if (KINDS.stream().anyMatch(kind -> kind.isInstance(definition))) {
                throw new InvalidInputException(
                        "recurrent networks are not supported",
                        "a layer of type " + definition.getClass().getSimpleName(),
                        "Convoy trains convolutional networks on images.");
            }
        }
    }
}
