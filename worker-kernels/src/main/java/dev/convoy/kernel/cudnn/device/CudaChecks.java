package dev.convoy.kernel.cudnn.device;

import static org.bytedeco.cuda.global.cublas.cublasLtGetStatusString;
import static org.bytedeco.cuda.global.cudart.cudaDeviceSynchronize;
import static org.bytedeco.cuda.global.cudart.cudaGetErrorString;
import static org.bytedeco.cuda.global.cudart.cudaGetLastError;
import static org.bytedeco.cuda.global.cudnn.cudnnGetErrorString;

/** Turns the status codes of NVIDIA's functions into exceptions. */
public final class CudaChecks {
    private CudaChecks() {}

    /** Checks a status of CUDA's runtime; the driver's numbers mean the same where both have them. */
    public static void cuda(int status, String doing) {
        if (status != 0) {
            // Otherwise the runtime keeps the error, and the next library that asks would believe it to be its own.
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

    /** Finds a lost GPU: the libraries have one status for all CUDA errors, but permanent ones show again here. */
    private static void requireGpu(String doing) {
        cuda(cudaDeviceSynchronize(), doing);
    }
}
