package dev.convoy.kernel.onednn;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.ReluPoolSwap;
import dev.convoy.kernel.onednn.layer.GraphWalk;
import dev.convoy.kernel.onednn.layer.Layer;
import dev.convoy.kernel.onednn.layer.LossFunction;
import dev.convoy.kernel.onednn.layer.OneDnnActivation;
import dev.convoy.kernel.onednn.layer.OneDnnBatchNormalization;
import dev.convoy.kernel.onednn.layer.OneDnnConcatenation;
import dev.convoy.kernel.onednn.layer.OneDnnConvolution;
import dev.convoy.kernel.onednn.layer.OneDnnDeconvolution;
import dev.convoy.kernel.onednn.layer.OneDnnDense;
import dev.convoy.kernel.onednn.layer.OneDnnDropout;
import dev.convoy.kernel.onednn.layer.OneDnnGather;
import dev.convoy.kernel.onednn.layer.OneDnnLocalResponseNormalization;
import dev.convoy.kernel.onednn.layer.OneDnnPooling;
import dev.convoy.kernel.onednn.layer.OneDnnProductOrMax;
import dev.convoy.kernel.onednn.layer.OneDnnReshape;
import dev.convoy.kernel.onednn.layer.OneDnnSum;
import dev.convoy.kernel.onednn.program.Program;
import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A network compiled for one batch size. */
final class OneDnnNetwork implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OneDnnNetwork.class);

    private final Network network;
    private final boolean partlyFrozen;
    private final int size;
    private final Program program;
    private final FloatPointer features;
    private final FloatPointer outputs;
    private final FloatPointer outputsGradient;
    private final float[] values;
    private final LossFunction loss;

    /**
     * @param type of activations
     * @param sharing see {@link Program}
     */
    OneDnnNetwork(Network given, int size, data_type type, boolean sharing) {
        this.network = ReluPoolSwap.of(given);
        this.partlyFrozen = network.nodes().stream().anyMatch(Node::frozen);
        this.size = size;
        this.program = new Program(type, sharing);
        this.loss = new LossFunction(network.loss(), size);
        this.values = new float[size * network.outputs()];
        GraphWalk walk = new GraphWalk(network, program, size, this::layer);
        try {
            walk.build();
        } catch (RuntimeException | Error e) {
            program.close();
            throw e;
        }
        LOG.info("plan for minibatches of {}: {}", size, program.usage());
        this.features = floats(walk.features());
        this.outputs = floats(walk.outputs());
        this.outputsGradient = floats(walk.outputsGradient());
    }

    private static FloatPointer floats(memory memory) {
        return new FloatPointer(memory.get_data_handle());
    }

    double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        program.bind(parameters, gradient);
        if (partlyFrozen) {
            // Nothing else writes the frozen layers' part.
            Pointer.memset(gradient, 0, network.parameters() * Float.BYTES);
        }
        load(batch);
        program.runForward(batch.seed());
        outputs.get(values);
        double sum = loss.gradient(values, batch.labels());
        outputsGradient.put(values);
        program.runBackward();
        return sum;
    }

    double evaluate(Pointer parameters, Batch batch, float[] shown) {
        program.bindParameters(parameters);
        load(batch);
        program.runInference();
        outputs.get(values);
        return loss.outputs(values, batch.labels(), shown);
    }

    private void load(Batch batch) {
        features.put(batch.features(), 0, Math.toIntExact(size * network.input().size()));
    }

    Program program() {
        return program;
    }

    private Layer layer(Node node, Optional<Activation> behind, boolean last) {
        LayerSpec spec = node.layer();
        if (spec instanceof LayerSpec.Convolution convolution) {
            return new OneDnnConvolution(program, convolution, behind, size);
        }
        if (spec instanceof LayerSpec.Deconvolution deconvolution) {
            return new OneDnnDeconvolution(program, deconvolution, size);
        }
        if (spec instanceof LayerSpec.Dense dense) {
            return new OneDnnDense(program, dense, behind, last, size);
        }
        if (spec instanceof LayerSpec.Pooling pooling) {
            return new OneDnnPooling(program, pooling, size);
        }
        if (spec instanceof LayerSpec.BatchNormalization normalization) {
            return new OneDnnBatchNormalization(program, normalization, behind.isPresent(), node.frozen());
        }
        if (spec instanceof LayerSpec.LocalResponseNormalization response) {
            return new OneDnnLocalResponseNormalization(program, response);
        }
        if (spec instanceof LayerSpec.Activate activate) {
            return OneDnnActivation.of(program, activate);
        }
        if (spec instanceof LayerSpec.ElementWise combination) {
            return switch (combination.operation()) {
                case ADD, SUBTRACT, AVERAGE -> new OneDnnSum(program, combination, behind);
                case PRODUCT, MAX -> new OneDnnProductOrMax(program, combination, size);
            };
        }
        if (spec instanceof LayerSpec.Merge merge) {
            return new OneDnnConcatenation(program, merge, size);
        }
        if (spec instanceof LayerSpec.Dropout dropout) {
            return new OneDnnDropout(program, dropout, size);
        }
        if (spec instanceof LayerSpec.Reshape reshape) {
            return new OneDnnReshape(program, reshape, size);
        }
        if (spec instanceof LayerSpec.Border border) {
            return OneDnnGather.of(program, border, size);
        }
        if (spec instanceof LayerSpec.Upsampling upsampling) {
            return OneDnnGather.of(program, upsampling, size);
        }
        throw new IllegalStateException("no primitive for " + spec);
    }

    @Override
    public void close() {
        program.close();
    }
}
