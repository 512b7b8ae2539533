package dev.convoy.kernel.graph;

import dev.convoy.base.InvalidInputException;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;

/**
 * Freezes the front of a network in its configuration: a layer and everything that leads to it, as Deeplearning4j's
 * {@code TransferLearning.Builder.setFeatureExtractor} does.
 */
final class Freezing {
    private Freezing() {}

    /**
     * @param name the name of a layer or vertex
     * @throws InvalidInputException if none has that name
     */
    static Model until(String name, Model model) {
        boolean[] frozen = new boolean[model.layers().size()];
        frozen[place(name, model)] = true;
        // A row comes after all rows that it reads.
        for (int i = frozen.length - 1; i >= 0; i--) {
            LayerInfo row = model.layers().get(i);
            if (frozen[i]) {
                row.inputs().stream().filter(value -> value > 0).forEach(value -> frozen[value - 1] = true);
                freeze(model.configuration(), i, row.name());
            }
        }
        return Model.of(model.configuration(), model.input());
    }

    /** Makes all layers trainable again. */
    static void undo(ModelConfiguration configuration) {
        configuration.layers().forEach(holder -> {
            if (holder.getLayer() instanceof FrozenLayer frozen) {
                holder.setLayer(frozen.getLayer());
            }
        });
        if (configuration instanceof ModelConfiguration.Graph graph) {
            graph.value()
                    .getVertices()
                    .replaceAll(
                            (name, vertex) -> vertex instanceof FrozenVertex frozen ? frozen.getUnderlying() : vertex);
        }
    }

    private static int place(String name, Model model) {
        for (int i = 0; i < model.layers().size(); i++) {
            if (model.layers().get(i).name().equals(name)) {
                return i;
            }
        }
        throw new InvalidInputException(
                "train.freeze-until must name a layer of the model",
                name,
                "There are " + model.layers().stream().map(LayerInfo::name).collect(Collectors.joining(", ")) + ".");
    }

    private static void freeze(ModelConfiguration configuration, int place, String name) {
        if (configuration instanceof ModelConfiguration.Sequence sequence) {
            freeze(sequence.value().getConf(place));
        } else if (configuration instanceof ModelConfiguration.Graph graph) {
            Map<String, GraphVertex> vertices = graph.value().getVertices();
            GraphVertex vertex = vertices.get(name);
            if (vertex instanceof LayerVertex holder) {
                freeze(holder.getLayerConf());
            } else if (!(vertex instanceof FrozenVertex)) {
                vertices.put(name, new FrozenVertex(vertex));
            }
        }
    }

    private static void freeze(NeuralNetConfiguration holder) {
        Layer layer = holder.getLayer();
        if (!(layer instanceof FrozenLayer)) {
            holder.setLayer(new FrozenLayer(layer));
            holder.getLayer().setLayerName(layer.getLayerName());
        }
    }
}
