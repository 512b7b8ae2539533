package dev.convoy.kernel;

import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.memory.MemoryWorkspaceManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Frees what a Deeplearning4j network holds outside the Java heap; its {@code close()} also collects garbage twice. */
public final class NetworkMemory {
    private NetworkMemory() {}

    /** Frees the network's arrays and the calling thread's workspaces. */
    public static void free(Model network) {
        Updater updater = network instanceof ComputationGraph graph
                ? graph.getUpdater(false)
                : ((MultiLayerNetwork) network).getUpdater(false);
        INDArray state = updater == null ? null : updater.getStateViewArray();
        Stream.of(network.params(), network.getGradientsViewArray(), state).forEach(array -> {
            if (array != null && array.closeable()) {
                array.close();
            }
        });
        MemoryWorkspaceManager workspaces = Nd4j.getWorkspaceManager();
        workspaces.getAllWorkspacesForCurrentThread().forEach(workspaces::destroyWorkspace);
    }
}
