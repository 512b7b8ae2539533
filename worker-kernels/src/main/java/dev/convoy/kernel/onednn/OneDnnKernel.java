package dev.convoy.kernel.onednn;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.onednn.program.Arena;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.memory.data_type;
import org.bytedeco.javacpp.Pointer;

/**
 * Compiles the network once for each batch size that it meets: full, an epoch's smaller last batches, and those of
 * evaluations. All use one arena of the size that the largest needs.
 */
final class OneDnnKernel implements GradientKernel {
    private final Network network;
    private final data_type type;
    private final Arena arena = new Arena();
    private final Map<Integer, OneDnnNetwork> bySize = new HashMap<>();

    /** @param type the type of activations and of the values that are multiplied */
    OneDnnKernel(Network network, data_type type) {
        this.network = network;
        this.type = type;
    }

    @Override
    public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        return compiled(batch.size()).gradient(parameters, batch, gradient);
    }

    @Override
    public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        return compiled(batch.size()).evaluate(parameters, batch, outputs);
    }

    @Override
    public void close() {
        bySize.values().forEach(OneDnnNetwork::close);
        bySize.clear();
        arena.close();
    }

    private OneDnnNetwork compiled(int size) {
        return bySize.computeIfAbsent(size, n -> new OneDnnNetwork(network, n, type, true, arena));
    }
}
