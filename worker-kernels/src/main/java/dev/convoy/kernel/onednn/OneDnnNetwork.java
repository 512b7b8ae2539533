package dev.convoy.kernel.onednn;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import dev.convoy.kernel.graph.compile.LossFunction;
import dev.convoy.kernel.graph.compile.ReluPoolSwap;
import dev.convoy.kernel.onednn.layer.NetworkLayers;
import dev.convoy.kernel.onednn.program.Arena;
import dev.convoy.kernel.onednn.program.Program;
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
    private final NetworkLayers.Ends ends;
    private final float[] values;
    private final LossFunction loss;

    /**
     * @param type the type of activations
     * @param sharing see {@link Program}
     * @param arena see {@link Program}
     */
    OneDnnNetwork(Network given, int size, data_type type, boolean sharing, Arena arena) {
        this.network = ReluPoolSwap.of(given);
        this.partlyFrozen = network.nodes().stream().anyMatch(Node::frozen);
        this.size = size;
        this.program = new Program(type, sharing, arena);
        this.loss = new LossFunction(network.loss(), size);
        this.values = new float[size * network.outputs()];
        try {
            this.ends = NetworkLayers.compile(network, program, size);
        } catch (RuntimeException | Error e) {
            program.close();
            throw e;
        }
        LOG.info("plan for minibatches of {}: {}", size, program.usage());
    }

    private static FloatPointer floats(memory memory) {
        return new FloatPointer(memory.get_data_handle());
    }

    double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        program.bind(parameters, gradient);
        if (partlyFrozen) {
            // No step writes the gradient of the frozen layers.
            Pointer.memset(gradient, 0, network.parameters() * Float.BYTES);
        }
        load(batch);
        program.runForward(batch.seed());
        floats(ends.outputs()).get(values);
        double sum = loss.gradient(values, batch.labels());
        floats(ends.outputsGradient()).put(values);
        program.runBackward();
        return sum;
    }

    double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        program.bindParameters(parameters);
        load(batch);
        program.runInference();
        floats(ends.outputs()).get(values);
        return loss.outputs(values, batch.labels(), outputs);
    }

    private void load(Batch batch) {
        batch.features()
                .copyTo(
                        floats(ends.features()),
                        Math.toIntExact(size * network.input().size()));
    }

    Program program() {
        return program;
    }

    @Override
    public void close() {
        program.close();
    }
}
