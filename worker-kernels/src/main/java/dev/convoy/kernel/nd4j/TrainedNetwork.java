package dev.convoy.kernel.nd4j;

import dev.convoy.kernel.NetworkMemory;
import dev.convoy.kernel.graph.ModelConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One interface for Deeplearning4j's two kinds of network: both do the same, under different names. */
sealed interface TrainedNetwork extends AutoCloseable {
    /**
     * Creates a network of that configuration.
     *
     * @param parameters one row; used as it is, not copied
     */
    static TrainedNetwork of(ModelConfiguration configuration, INDArray parameters) {
        if (configuration instanceof ModelConfiguration.Graph graph) {
            ComputationGraph network = graph.network();
            network.init(parameters, false);
            return new Graph(network);
        }
        MultiLayerNetwork network = ((ModelConfiguration.Sequence) configuration).network();
        network.init(parameters, false);
        return new Sequence(network);
    }

    /**
     * Runs a forward and a backward pass; then {@link #flattenedGradient} is the gradient, summed over the examples.
     */
    void computeGradient(INDArray features, INDArray labels);

    /** Returns the mean loss of the last {@link #computeGradient}, without L1/L2 terms. */
    double meanLoss();

    INDArray flattenedGradient();

    /** Returns the activations of the output layer, as at test time. */
    INDArray output(INDArray features);

    @Override
    void close();

    /** Layers in a row. */
    record Sequence(MultiLayerNetwork network) implements TrainedNetwork {
        @Override
        public void computeGradient(INDArray features, INDArray labels) {
            network.setInput(features);
            network.setLabels(labels);
            network.computeGradientAndScore();
        }

        @Override
        public double meanLoss() {
            return network.score() - network.calcRegularizationScore(true);
        }

        @Override
        public INDArray flattenedGradient() {
            return network.getFlattenedGradients();
        }

        @Override
        public INDArray output(INDArray features) {
            return network.output(features, false);
        }

        @Override
        public void close() {
            NetworkMemory.free(network);
        }
    }

    /** A graph of one input and one output. */
    record Graph(ComputationGraph network) implements TrainedNetwork {
        @Override
        public void computeGradient(INDArray features, INDArray labels) {
            network.setInputs(features);
            network.setLabels(labels);
            network.computeGradientAndScore();
        }

        @Override
        public double meanLoss() {
            return network.score() - network.calcRegularizationScore(true);
        }

        @Override
        public INDArray flattenedGradient() {
            return network.getFlattenedGradients();
        }

        @Override
        public INDArray output(INDArray features) {
            return network.outputSingle(false, features);
        }

        @Override
        public void close() {
            NetworkMemory.free(network);
        }
    }
}
