package dev.convoy.driver.model;

import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** What a Deeplearning4j configuration says about its images, whose shape it does not contain. */
final class ConfiguredInput {
    /** Layers whose output has the channels of their input. */
    private static final Set<Class<? extends Layer>> KEEPING = Set.of(
            ZeroPaddingLayer.class,
            Cropping2D.class,
            SubsamplingLayer.class,
            Upsampling2D.class,
            ActivationLayer.class,
            DropoutLayer.class,
            BatchNormalization.class,
            LocalResponseNormalization.class);

    private ConfiguredInput() {}

    /**
     * Returns the shape of the images: whole if a preprocessor of the input has it, with height and width 0 if only the
     * channels are known, from the first convolution.
     */
    static Optional<Shape> of(ModelConfiguration configuration) {
        return configuration instanceof ModelConfiguration.Graph graph
                ? of(graph.value())
                : of(((ModelConfiguration.Sequence) configuration).value());
    }

    private static Optional<Shape> of(MultiLayerConfiguration row) {
        boolean isImage = true;
        for (int i = 0; isImage && i < row.getConfs().size(); i++) {
            Layer layer = row.getConf(i).getLayer();
            Optional<Shape> shape = of(row.getInputPreProcess(i), layer, i == 0);
            if (shape.isPresent()) {
                return shape;
            }
            isImage = keepsChannels(layer);
        }
        return Optional.empty();
    }

    private static Optional<Shape> of(ComputationGraphConfiguration graph) {
        Set<String> inputs = Set.copyOf(graph.getNetworkInputs());
        Set<String> seen = new HashSet<>(inputs);
        List<String> images = new ArrayList<>(inputs);
        for (int i = 0; i < images.size(); i++) {
            String image = images.get(i);
            for (String name : graph.getVertices().keySet()) {
                GraphVertex vertex = graph.getVertices().get(name);
                if (!graph.getVertexInputs().get(name).contains(image)
                        || !(vertex instanceof LayerVertex holder)
                        || !seen.add(name)) {
                    continue;
                }
                Layer layer = holder.getLayerConf().getLayer();
                Optional<Shape> shape = of(holder.getPreProcessor(), layer, inputs.contains(image));
                if (shape.isPresent()) {
                    return shape;
                }
                if (keepsChannels(layer)) {
                    images.add(name);
                }
            }
        }
        return Optional.empty();
    }

    /** @param first whether it reads the network's input */
    private static Optional<Shape> of(InputPreProcessor preprocessor, Layer given, boolean first) {
        if (first && preprocessor instanceof FeedForwardToCnnPreProcessor to) {
            return shape(to.getNumChannels(), to.getInputHeight(), to.getInputWidth());
        }
        if (first && preprocessor instanceof CnnToFeedForwardPreProcessor from) {
            return shape(from.getNumChannels(), from.getInputHeight(), from.getInputWidth());
        }
        return preprocessor == null && thawed(given) instanceof ConvolutionLayer convolution
                ? shape(convolution.getNIn(), 0, 0)
                : Optional.empty();
    }

    private static Optional<Shape> shape(long channels, long height, long width) {
        return channels < 1 ? Optional.empty() : Optional.of(new Shape((int) channels, (int) height, (int) width));
    }

    private static boolean keepsChannels(Layer layer) {
        return KEEPING.contains(thawed(layer).getClass());
    }

    private static Layer thawed(Layer layer) {
        return layer instanceof FrozenLayer frozen ? frozen.getLayer() : layer;
    }
}
