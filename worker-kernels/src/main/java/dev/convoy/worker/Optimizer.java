package dev.convoy.worker;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.HostMemory;
import dev.convoy.kernel.NetworkMemory;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.ModelSize;
import dev.convoy.learning.Lars;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Deeplearning4j's optimizer step on its own flattened vectors. In float32, with SGD, Nesterovs, RmsProp or Adam and no
 * regularization but L2 or weight decay, {@link FusedUpdate} makes the step in one pass; it alone has LARS. Everything
 * else (clipping by layer, L1 and other updaters) is Deeplearning4j's own code, as are constraints. The network inside never runs
 * forward or backward.
 */
public final class Optimizer implements AutoCloseable {
    private final org.deeplearning4j.nn.api.Model network;
    private final List<Layer> layers;
    private final DataType storage;
    private final ModelConfiguration configuration;
    private final int epochsBefore;
    private final INDArray parameters;
    private final INDArray flattenedGradient;
    private final Gradient gradient;
    private final BaseMultiLayerUpdater<?> updater;
    private final Optional<FusedUpdate> fused;
    private final boolean accumulates;
    private final GradientSum sum;
    private final Optional<GradientLimit> limit;

    /** Starts with Deeplearning4j's own initial weights, drawn from {@code seed}. */
    public Optimizer(Model model, Precision precision, long seed) {
        this(model, precision, StepRule.NONE, seed);
    }

    /** @throws InvalidInputException if the updater cannot be used with this precision or with other settings */
    public Optimizer(Model model, Precision precision, StepRule rule, long seed) {
        // This checks the size before anything is allocated.
        ModelSize.of(model, precision.storage());
        this.configuration = model.configuration().copy();
        this.epochsBefore = configuration.epochCount();
        configuration.setDataType(precision.storage());
        InitialSeed.set(configuration, seed);
        this.storage = precision.storage();
        if (configuration instanceof ModelConfiguration.Graph graph) {
            ComputationGraph opened = graph.network();
            opened.init();
            opened.initGradientsView();
            this.network = opened;
            this.layers = List.of(opened.getLayers());
            this.updater = opened.getUpdater();
        } else {
            MultiLayerNetwork opened = ((ModelConfiguration.Sequence) configuration).network();
            opened.init();
            opened.initGradientsView();
            this.network = opened;
            this.layers = List.of(opened.getLayers());
            this.updater = (MultiLayerUpdater) opened.getUpdater();
        }
        this.parameters = network.params().reshape(network.params().length());
        INDArray flattened = updater.getFlattenedGradientsView();
        this.flattenedGradient = flattened.reshape(flattened.length());
        // Deeplearning4j checks that this is the same object as the array that its updater works on.
        this.gradient = new DefaultGradient(flattened);
        this.fused = FusedUpdate.of(updater, network.conf().isMiniBatch(), parameters, flattenedGradient);
        requireFused();
        this.sum = new GradientSum(flattenedGradient, statistics());
        this.accumulates = rule.parts() > 1;
        this.limit = rule.limits()
                ? Optional.of(
                        new GradientLimit(rule, LayerRange.of(model), gradient(), flattenedGradient.length(), storage))
                : Optional.empty();
        boolean graph = network instanceof ComputationGraph;
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            // A frozen layer has no gradient.
            if (layer.numParams() > 0 && layer.getGradientsViewArray() != null) {
                nameGradients(layer, graph ? layer.conf().getLayer().getLayerName() : Integer.toString(i));
            }
        }
    }

    /** Deeplearning4j has no LARS, and would use the updater that it extends. */
    private void requireFused() {
        boolean needed = layers.stream()
                .anyMatch(layer ->
                        layer.conf().getLayer() instanceof BaseLayer trained && trained.getIUpdater() instanceof Lars);
        if (needed && fused.isEmpty()) {
            throw new InvalidInputException(
                    "LARS needs float32 or bfloat16, L2 as the only regularization, and no gradient normalization by layer",
                    storage + " or a layer with another",
                    "Set kernel.precision=float32, or another train.updater.");
        }
    }

    /** Returns the places of running means and variances, whose "gradient" is not a sum over examples. */
    private List<GradientSum.Range> statistics() {
        List<GradientSum.Range> ranges = new ArrayList<>();
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            for (UpdaterBlock.ParamState part : block.getLayersAndVariablesInBlock()) {
                if (!part.getLayer().updaterDivideByMinibatch(part.getParamName())) {
                    ranges.add(new GradientSum.Range(part.getParamOffsetStart(), part.getParamOffsetEnd()));
                }
            }
        }
        return ranges;
    }

    /**
     * Names the layer's parts of the flattened gradient, for clipping by layer or by parameter.
     *
     * @param owner the layer's name in Deeplearning4j's updater: a vertex's name, or the index in a row
     */
    private void nameGradients(Layer layer, String owner) {
        Map<String, INDArray> views = layer.conf()
                .getLayer()
                .initializer()
                .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
        views.forEach((name, view) -> gradient.setGradientFor(owner + "_" + name, view));
    }

    /** Returns where a kernel reads the parameters. */
    public Pointer parameters() {
        return HostMemory.of(parameters);
    }

    /** Returns where a kernel writes the summed gradient. */
    public Pointer gradient() {
        return HostMemory.of(flattenedGradient);
    }

    /** Returns the norm of each layer's gradient, which a kernel has summed over {@code examples}, of their mean loss. */
    List<Double> gradientNorms(List<LayerRange> ranges, int examples) {
        return ranges.stream()
                .map(range -> flattenedGradient
                                .get(NDArrayIndex.interval(range.from(), range.to()))
                                .norm2Number()
                                .doubleValue()
                        / examples)
                .toList();
    }

    /** Replaces parameters and optimizer state. */
    public void load(ModelState state) {
        state.parameters().copyTo(parameters());
        if (updater.getStateViewArray() != null) {
            state.updaterState().copyTo(HostMemory.of(updater.getStateViewArray()));
        }
        changed();
    }

    /** Says that parameters and optimizer state were written in host memory. */
    private void changed() {
        HostMemory.changed(parameters);
        if (updater.getStateViewArray() != null) {
            HostMemory.changed(updater.getStateViewArray());
        }
    }

    /** Returns a copy of parameters and optimizer state. */
    public ModelState state() {
        INDArray view = updater.getStateViewArray();
        FlatVector updaterState = view == null
                ? new FlatVector(storage, new byte[0])
                : FlatVector.copyOf(storage, HostMemory.of(view), view.length());
        return new ModelState(FlatVector.copyOf(storage, parameters(), parameters.length()), updaterState);
    }

    /** Keeps the gradient that was last written: the next {@link #step} uses the sum. */
    void keepGradient() {
        HostMemory.changed(flattenedGradient);
        sum.keep();
    }

    /**
     * Makes one update from the gradient that was last written, and those that were kept.
     *
     * @param iteration number of updates before this one, for schedules and bias correction
     * @param epoch from 0, for schedules, which add the epochs that the configuration has had
     * @param examples number of examples, by which the summed gradient is divided
     */
    public void step(int iteration, int epoch, int examples) {
        HostMemory.changed(flattenedGradient);
        sum.complete();
        // What follows reads and writes host memory: with ND4J for CUDA, the sum was made on the GPU.
        gradient();
        limit.ifPresent(rule -> rule.apply(network.conf().isMiniBatch() ? examples : 1));
        HostMemory.changed(flattenedGradient);
        if (fused.isPresent()) {
            fused.get().step(iteration, epochsBefore + epoch, examples);
            changed();
        } else {
            updater.update(gradient, iteration, epochsBefore + epoch, examples, LayerWorkspaceMgr.noWorkspaces());
            parameters.subi(flattenedGradient);
        }
        network.applyConstraints(iteration, epochsBefore + epoch);
    }

    /** Whether {@link #updates} describes everything that {@link #step} does. */
    boolean isPlain() {
        return limit.isEmpty()
                && !accumulates
                && fused.map(FusedUpdate::isPlain).orElse(false)
                && layers.stream()
                        .map(layer -> layer.conf().getLayer().getConstraints())
                        .allMatch(constraints -> constraints == null || constraints.isEmpty());
    }

    /** Returns the numbers of the update that {@link #step} would make, if it {@link #isPlain}. */
    List<SegmentUpdate> updates(int iteration, int epoch, int examples) {
        return fused.orElseThrow().at(iteration, epochsBefore + epoch, examples);
    }

    /** Checks the size of an optimizer state for a caller that makes the update instead. */
    void check(FlatVector updaterState) {
        INDArray view = updater.getStateViewArray();
        long length = view == null ? 0 : view.length();
        if (updaterState.type() != storage || updaterState.length() != length) {
            throw new IllegalArgumentException("the optimizer state must be " + length + " " + storage
                    + " values. Given: " + updaterState.length() + " " + updaterState.type());
        }
    }

    /** Returns the scheduled learning rate of the first layer that has one and is not frozen; NaN if none has. */
    public double learningRate(int iteration, int epoch) {
        for (Layer candidate : layers) {
            if (!(candidate instanceof FrozenLayer)
                    && candidate.conf().getLayer() instanceof BaseLayer layer
                    && layer.getIUpdater() != null
                    && layer.getIUpdater().hasLearningRate()) {
                return layer.getIUpdater().getLearningRate(iteration, epochsBefore + epoch);
            }
        }
        return Double.NaN;
    }

    /**
     * Returns the network with {@code state} in it, to be written in Deeplearning4j's format: a
     * {@link MultiLayerNetwork} or a {@link ComputationGraph}.
     *
     * @param iteration number of updates that {@code state} has had, from which Deeplearning4j counts on
     * @param epochs number of epochs that {@code state} has had, in addition to those that the configuration had
     */
    public org.deeplearning4j.nn.api.Model network(ModelState state, int iteration, int epochs) {
        load(state);
        configuration.setCounts(iteration, epochsBefore + epochs);
        return network;
    }

    @Override
    public void close() {
        NetworkMemory.free(network);
    }
}
