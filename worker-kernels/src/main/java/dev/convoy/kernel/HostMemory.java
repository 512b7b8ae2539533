package dev.convoy.kernel;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gives access to the values of ND4J's arrays in host memory. ND4J for CUDA also keeps a copy on a GPU and must know
 * which copy is newer; for CPUs both calls do nothing.
 */
public final class HostMemory {
    private HostMemory() {}

    /** Returns the address of the current values in host memory. */
    public static Pointer of(INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        return array.data().pointer();
    }

    /** Marks the values in host memory as changed; call it after writing to them. */
    public static void changed(INDArray array) {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
}
