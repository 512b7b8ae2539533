package dev.convoy.kernel;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The values of ND4J's arrays in the machine's own memory. ND4J for CUDA keeps a copy on a GPU and has to be told which
 * is the newer; for CPUs both calls do nothing.
 */
public final class HostMemory {
    private HostMemory() {}

    /** Where the values can be read, as they are now. */
    public static Pointer of(INDArray array) {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        return array.data().pointer();
    }

    /** To be called after values were written there. */
    public static void changed(INDArray array) {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
}
