package dev.convoy.driver.dl4j;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.checkpoint.Cursor;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.kernel.HostMemory;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.worker.ModelState;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The user's Deeplearning4j network on the driver. Training starts from its state and writes the result back to it.
 *
 * @param iterations updates made before
 * @param epochs passes over the data made before
 * @param copy creates another network of the same layers
 */
record DriverNetwork(
        Model network,
        ModelConfiguration configuration,
        BaseMultiLayerUpdater<?> updater,
        int iterations,
        int epochs,
        Supplier<Model> copy,
        Setters setters) {
    /**
     * Access to values that the two kinds of network store under different names.
     *
     * @param iterations number of updates in the network's configuration, from which schedules count
     * @param penalty penalty (L1, L2) of the network's weights
     * @param score score of the network and of the Spark network around it, which users read
     * @param minibatch input and labels
     * @param gradient gradient of its last update
     */
    record Setters(
            IntConsumer iterations,
            DoubleSupplier penalty,
            DoubleConsumer score,
            Consumer<INDArray> minibatch,
            Consumer<Gradient> gradient) {}

    static DriverNetwork of(SparkDl4jMultiLayer owner) {
        MultiLayerNetwork network = owner.getNetwork();
        MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
        return new DriverNetwork(
                network,
                new ModelConfiguration.Sequence(configuration),
                (MultiLayerUpdater) network.getUpdater(),
                configuration.getIterationCount(),
                configuration.getEpochCount(),
                network::clone,
                new Setters(
                        configuration::setIterationCount,
                        () -> network.calcRegularizationScore(true),
                        score -> {
                            network.setScore(score);
                            owner.setScore(score);
                        },
                        minibatch -> {
                            network.setInput(minibatch);
                            network.setLabels(minibatch);
                        },
                        network::setGradient));
    }

    static DriverNetwork of(SparkComputationGraph owner) {
        ComputationGraph network = owner.getNetwork();
        ComputationGraphConfiguration configuration = network.getConfiguration();
        return new DriverNetwork(
                network,
                new ModelConfiguration.Graph(configuration),
                network.getUpdater(),
                configuration.getIterationCount(),
                configuration.getEpochCount(),
                network::clone,
                new Setters(
                        configuration::setIterationCount,
                        () -> network.calcRegularizationScore(true),
                        score -> {
                            network.setScore(score);
                            owner.setScore(score);
                        },
                        minibatch -> {
                            network.setInput(0, minibatch);
                            network.setLabels(minibatch);
                        },
                        network::setGradient));
    }

    /**
     * Returns the configuration without training counts, to recognize a network that was trained before.
     *
     * @return a copy
     */
    ModelConfiguration uncounted() {
        ModelConfiguration copy = configuration.copy();
        copy.layers().forEach(layer -> {
            layer.setIterationCount(0);
            layer.setEpochCount(0);
        });
        if (copy instanceof ModelConfiguration.Sequence sequence) {
            sequence.value().setIterationCount(0);
            sequence.value().setEpochCount(0);
        } else if (copy instanceof ModelConfiguration.Graph graph) {
            graph.value().setIterationCount(0);
            graph.value().setEpochCount(0);
        }
        return copy;
    }

    /** Returns the state from which training continues. */
    Progress progress() {
        INDArray view = updater.getStateViewArray();
        FlatVector parameters = vector(network.params());
        FlatVector state = view == null ? new FlatVector(parameters.type(), new byte[0]) : vector(view);
        Progress start = Progress.start(new ModelState(parameters, state));
        return new Progress(
                start.state(),
                start.momentum(),
                start.average(),
                new Cursor(epochs, 0, 0, iterations, 0),
                start.scores(),
                start.counters(),
                start.phases(),
                start.engines());
    }

    /**
     * Writes parameters, optimizer state, number of updates and score to the network.
     *
     * @param loss mean loss of the examples, without penalties
     */
    void take(Progress progress, double loss) {
        network.setParams(array(progress.state().parameters(), network.params()));
        INDArray view = updater.getStateViewArray();
        if (view != null) {
            view.assign(array(progress.state().updaterState(), view));
        }
        setters.iterations().accept(progress.cursor().iteration());
        // As in Deeplearning4j, the penalty is of the weights after the update.
        setters.score().accept(loss + setters.penalty().getAsDouble());
    }

    /**
     * Sets the gradient and the minibatch, as if the network itself had made the update.
     *
     * @param update a copy of the network, whose parameters become the update that was subtracted
     */
    void show(Model update, FlatVector before, FlatVector after, int examples) {
        INDArray params = network.params();
        update.setParams(array(before, params).subi(array(after, params)));
        Gradient gradient = new DefaultGradient(update.params());
        update.paramTable().forEach(gradient::setGradientFor);
        setters.gradient().accept(gradient);
        setters.minibatch().accept(Nd4j.zeros(params.dataType(), examples, 1));
    }

    /** @throws InvalidInputException if the network's data type does not match the master's precision */
    void requireType(Precision precision) {
        if (network.params().dataType() != precision.storage()) {
            throw new InvalidInputException(
                    "with precision " + precision.key() + " the network's data type must be " + precision.storage(),
                    network.params().dataType(),
                    "Set the configuration's dataType, or the master's precision.");
        }
    }

    private static FlatVector vector(INDArray values) {
        // A view may start anywhere in its buffer; a copy starts at its beginning.
        INDArray copy = values.dup('c');
        return FlatVector.copyOf(copy.dataType(), HostMemory.of(copy), copy.length());
    }

    private static INDArray array(FlatVector values, INDArray like) {
        INDArray array = Nd4j.createUninitialized(values.type(), like.shape(), 'c');
        values.copyTo(HostMemory.of(array));
        HostMemory.changed(array);
        return array;
    }
}
