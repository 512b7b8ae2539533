package dev.convoy.worker;

import dev.convoy.kernel.FlatVector;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j's optimizer step on its own flattened vectors: gradient clipping, learning-rate schedules, L1/L2,
 * updaters and constraints are all its code. The network inside never runs forward or backward.
 */
public final class Optimizer implements AutoCloseable {
    private final MultiLayerNetwork network;
    private final DataType storage;
    private final INDArray parameters;
    private final INDArray flattenedGradient;
    private final Gradient gradient;
    private final MultiLayerUpdater updater;

    /** Starts from Deeplearning4j's own initial weights, drawn from {@code seed}. */
    public Optimizer(Model model, Precision precision, long seed) {
        MultiLayerConfiguration configuration = model.configuration().clone();
        configuration.setDataType(precision.storage());
        configuration.getConfs().forEach(layer -> layer.setSeed(seed));
        this.network = new MultiLayerNetwork(configuration);
        this.storage = precision.storage();
        network.init();
        network.initGradientsView();
        this.updater = (MultiLayerUpdater) network.getUpdater();
        this.parameters = network.params().reshape(network.params().length());
        this.flattenedGradient = network.getFlattenedGradients()
                .reshape(network.getFlattenedGradients().length());
        this.gradient = new DefaultGradient(network.getFlattenedGradients());
        for (int i = 0; i < network.getnLayers(); i++) {
            Layer layer = network.getLayer(i);
            if (layer.numParams() == 0) {
                continue;
            }
            Map<String, INDArray> views = layer.conf()
                    .getLayer()
                    .initializer()
                    .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
            String prefix = i + "_";
            views.forEach((name, view) -> gradient.setGradientFor(prefix + name, view));
        }
    }

    /** Where a kernel reads the parameters. */
    public Pointer parameters() {
        return parameters.data().pointer();
    }

    /** Where a kernel writes the summed gradient. */
    public Pointer gradient() {
        return flattenedGradient.data().pointer();
    }

    /** Replaces parameters and updater state. */
    public void load(ModelState state) {
        state.parameters().copyTo(parameters());
        if (updater.getStateViewArray() != null) {
            state.updaterState().copyTo(updater.getStateViewArray().data().pointer());
        }
    }

    /** A copy of parameters and updater state. */
    public ModelState state() {
        INDArray view = updater.getStateViewArray();
        FlatVector updaterState = view == null
                ? new FlatVector(storage, new byte[0])
                : FlatVector.copyOf(storage, view.data().pointer(), view.length());
        return new ModelState(FlatVector.copyOf(storage, parameters(), parameters.length()), updaterState);
    }

    /**
     * One update from the gradient that was last written.
     *
     * @param iteration number of updates before this one, for schedules and bias correction
     * @param epoch from 0, for schedules
     * @param examples size of the minibatch, by which the summed gradient is divided
     */
    public void step(int iteration, int epoch, int examples) {
        updater.update(gradient, iteration, epoch, examples, LayerWorkspaceMgr.noWorkspaces());
        parameters.subi(flattenedGradient);
        network.applyConstraints(iteration, epoch);
    }

    /** The learning rate of the first layer that has one, as scheduled; NaN if none has. */
    public double learningRate(int iteration, int epoch) {
        for (int i = 0; i < network.getnLayers(); i++) {
            if (network.getLayer(i).conf().getLayer() instanceof BaseLayer layer
                    && layer.getIUpdater() != null
                    && layer.getIUpdater().hasLearningRate()) {
                return layer.getIUpdater().getLearningRate(iteration, epoch);
            }
        }
        return Double.NaN;
    }

    /** The network with {@code state} in it, for writing it in Deeplearning4j's format. */
    public MultiLayerNetwork network(ModelState state) {
        load(state);
        return network;
    }

    @Override
    public void close() {
        network.close();
    }
}
