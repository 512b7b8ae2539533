package dev.convoy.kernel.cudnn.device;

/** The GPUs that this process may see, numbered from 0 as CUDA numbers them. */
public interface GpuDevices {
    /**
     * Loads the libraries, before anything else is asked.
     *
     * @throws LinkageError naming what did not load
     */
    void load(NodeLibraries libraries);

    /**
     * How many there are.
     *
     * @throws CudaException with the driver's reason if it shows none
     */
    int count();

    /** Ten times the major plus the minor version: 90 for 9.0. */
    int capability(int device);

    /** As the maker calls it. */
    String name(int device);
}
