package dev.convoy.kernel.graph;

import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.api.NeuralNetwork;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;

/** One of Deeplearning4j's two kinds of configuration. */
public sealed interface ModelConfiguration {
    /** Reads either kind of configuration: only a graph has vertices. */
    static ModelConfiguration fromJson(String json) {
        return hasVertices(json)
                ? new Graph(ComputationGraphConfiguration.fromJson(json))
                : new Sequence(MultiLayerConfiguration.fromJson(json));
    }

    private static boolean hasVertices(String json) {
        try {
            return NeuralNetConfiguration.mapper().readTree(json).has("vertices");
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    String toJson();

    ModelConfiguration copy();

    void setDataType(DataType type);

    /** Returns the number of updates that a network of this configuration has had. */
    int iterationCount();

    /** Returns the number of epochs that a network of this configuration has had. */
    int epochCount();

    void setCounts(int iterations, int epochs);

    /** Returns the configuration of each layer; a graph's other vertices have none. */
    List<NeuralNetConfiguration> layers();

    /** Returns a new Deeplearning4j network, not initialized, that uses this configuration object itself. */
    NeuralNetwork network();

    /** Layers in a row. */
    record Sequence(MultiLayerConfiguration value) implements ModelConfiguration {
        @Override
        public String toJson() {
            return value.toJson();
        }

        @Override
        public Sequence copy() {
            return new Sequence(value.clone());
        }

        @Override
        public void setDataType(DataType type) {
            value.setDataType(type);
        }

        @Override
        public int iterationCount() {
            return value.getIterationCount();
        }

        @Override
        public int epochCount() {
            return value.getEpochCount();
        }

        @Override
        public void setCounts(int iterations, int epochs) {
            value.setIterationCount(iterations);
            value.setEpochCount(epochs);
        }

        @Override
        public List<NeuralNetConfiguration> layers() {
            return value.getConfs();
        }

        @Override
        public MultiLayerNetwork network() {
            return new MultiLayerNetwork(value);
        }
    }

    /** Vertices with any number of inputs. */
    record Graph(ComputationGraphConfiguration value) implements ModelConfiguration {
        @Override
        public String toJson() {
            return value.toJson();
        }

        @Override
        public Graph copy() {
            Graph copy = new Graph(value.clone());
            // Deeplearning4j's clone starts with counts of 0.
            copy.setCounts(iterationCount(), epochCount());
            return copy;
        }

        @Override
        public void setDataType(DataType type) {
            value.setDataType(type);
        }

        @Override
        public int iterationCount() {
            return value.getIterationCount();
        }

        @Override
        public int epochCount() {
            return value.getEpochCount();
        }

        @Override
        public void setCounts(int iterations, int epochs) {
            value.setIterationCount(iterations);
            value.setEpochCount(epochs);
        }

        @Override
        public List<NeuralNetConfiguration> layers() {
            return value.getVertices().values().stream()
                    .filter(LayerVertex.class::isInstance)
                    .map(vertex -> ((LayerVertex) vertex).getLayerConf())
                    .toList();
        }

        @Override
        public ComputationGraph network() {
            return new ComputationGraph(value);
        }
    }
}
