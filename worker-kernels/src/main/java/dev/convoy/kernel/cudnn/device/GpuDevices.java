package dev.convoy.kernel.cudnn.device;

/** The GPUs that this process may see, numbered from 0 as CUDA numbers them. */
public interface GpuDevices {
    /**
     * Loads the libraries; this must be the first call.
     *
     * @throws LinkageError naming the library that did not load
     */
    void load(NodeLibraries libraries);

    /**
     * Returns the number of GPUs.
     *
     * @throws CudaException with the driver's reason if it shows none
     */
    int count();

    /** Returns ten times the major plus the minor version: 90 for 9.0. */
    int capability(int device);

    /** Returns the maker's name of the GPU. */
    String name(int device);
}
