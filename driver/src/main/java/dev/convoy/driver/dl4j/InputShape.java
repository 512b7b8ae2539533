package dev.convoy.driver.dl4j;

import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** Finds the shape of the images, which Deeplearning4j's configurations do not contain. */
final class InputShape {
    private InputShape() {}

    /**
     * @param features shape of a data set's features: {@code [n, channels, height, width]}; or {@code [n, values]},
     *     which is an image only if the network reshapes it to one
     */
    static Shape of(ModelConfiguration configuration, long[] features) {
        if (features.length == 4) {
            return new Shape((int) features[1], (int) features[2], (int) features[3]);
        }
        return preprocessors(configuration)
                .filter(FeedForwardToCnnPreProcessor.class::isInstance)
                .map(FeedForwardToCnnPreProcessor.class::cast)
                .findFirst()
                .map(image -> new Shape(
                        (int) image.getNumChannels(), (int) image.getInputHeight(), (int) image.getInputWidth()))
                .orElse(new Shape((int) features[1], 1, 1));
    }

    /** Returns the preprocessors of the layers that read the input. */
    private static Stream<InputPreProcessor> preprocessors(ModelConfiguration configuration) {
        if (configuration instanceof ModelConfiguration.Graph graph) {
            ComputationGraphConfiguration value = graph.value();
            return value.getVertexInputs().entrySet().stream()
                    .filter(vertex -> value.getNetworkInputs().containsAll(vertex.getValue()))
                    .map(vertex -> value.getVertices().get(vertex.getKey()))
                    .filter(LayerVertex.class::isInstance)
                    .map(vertex -> ((LayerVertex) vertex).getPreProcessor())
                    .filter(Objects::nonNull);
        }
        return Stream.ofNullable(
                ((ModelConfiguration.Sequence) configuration).value().getInputPreProcess(0));
    }
}
