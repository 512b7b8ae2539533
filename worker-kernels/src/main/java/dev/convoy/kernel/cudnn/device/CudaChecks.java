package dev.convoy.kernel.cudnn.device;

import static org.bytedeco.cuda.global.cublas.cublasLtGetStatusString;
import static org.bytedeco.cuda.global.cudart.cudaDeviceSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudnn.cudnnGetErrorString;

/** Makes exceptions of what NVIDIA's functions return. */
public final class CudaChecks {
    private CudaChecks() {}

    /** Of CUDA's runtime; the driver's numbers mean the same where both have them. */
    public static void cuda(int status, String doing) {
        if (status != 0) {
            // Else the runtime keeps it for whoever asks next, a library that believes it its own.
            cudaGetLastError();
            throw CudaException.ofCuda(status, cudaGetErrorString(status).getString(), doing);
        }
    }

    public static void dnn(int status, String doing) {
        if (status != 0) {
            requireGpu(doing);
            throw CudaException.ofLibrary(
                    "cuDNN", status, cudnnGetErrorString(status).getString(), doing);
        }
    }

    public static void blas(int status, String doing) {
        if (status != 0) {
            requireGpu(doing);
            throw CudaException.ofLibrary(
                    "cuBLAS", status, cublasLtGetStatusString(status).getString(), doing);
        }
    }

    /** The libraries have one status for all of CUDA's errors, of which those that stay show again. */
    private static void requireGpu(String doing) {
        cuda(cudaDeviceSynchronize(), doing);
    }
}
