package dev.convoy.kernel.cudnn.device;

import static org.bytedeco.cuda.global.cublas.cublasLtCreate;
import static org.bytedeco.cuda.global.cublas.cublasLtDestroy;
import static org.bytedeco.cuda.global.cudart.cudaFree;
import static org.bytedeco.cuda.global.cudart.cudaMalloc;
import static org.bytedeco.cuda.global.cudart.cudaMemGetInfo;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyAsync;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyDeviceToHost;
import static org.bytedeco.cuda.global.cudart.cudaMemcpyHostToDevice;
import static org.bytedeco.cuda.global.cudart.cudaMemsetAsync;
import static org.bytedeco.cuda.global.cudart.cudaSetDevice;
import static org.bytedeco.cuda.global.cudart.cudaStreamCreateWithFlags;
import static org.bytedeco.cuda.global.cudart.cudaStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cudaStreamNonBlocking;
import static org.bytedeco.cuda.global.cudart.cudaStreamSynchronize;
import static org.bytedeco.cuda.global.cudnn.cudnnCreate;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroy;
import static org.bytedeco.cuda.global.cudnn.cudnnSetStream;

import dev.convoy.kernel.Precision;
import java.util.Locale;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.cudnn.cudnnContext;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/** One GPU as one kernel uses it: a stream for computing, one for copying, the libraries' handles, and our own code. */
public final class Gpu implements AutoCloseable {
    private final int device;
    private final Precision precision;
    private final CudaModule code;
    private final CUstream_st stream = new CUstream_st();
    private final CUstream_st copying = new CUstream_st();
    private final cudnnContext dnn = new cudnnContext();
    private final cublasLtContext blas = new cublasLtContext();

    /** @param device the GPU's number, as CUDA numbers the GPUs that this process sees */
    public Gpu(int device, Precision precision) {
        this.device = device;
        this.precision = precision;
        use();
        // Creates the process's context on the GPU; code cannot be loaded without it.
        CudaChecks.cuda(cudaFree(null), "opening GPU " + device);
        this.code = new CudaModule(new CudaGpuDevices().capability(device), type());
        try {
            CudaChecks.cuda(cudaStreamCreateWithFlags(stream, cudaStreamNonBlocking), "creating a stream");
            CudaChecks.cuda(cudaStreamCreateWithFlags(copying, cudaStreamNonBlocking), "creating a stream");
            CudaChecks.dnn(cudnnCreate(dnn), "opening cuDNN");
            CudaChecks.dnn(cudnnSetStream(dnn, stream), "giving cuDNN a stream");
            CudaChecks.blas(cublasLtCreate(blas), "opening cuBLAS");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Selects this GPU for the calling thread's next calls: tasks move from thread to thread. */
    public void use() {
        CudaChecks.cuda(cudaSetDevice(device), "choosing GPU " + device);
    }

    /** Selects this GPU before closing, when a lost context does not matter. */
    public void useToClose() {
        cudaSetDevice(device);
    }

    public Precision precision() {
        return precision;
    }

    /** Returns the type of activations. */
    public ElementType type() {
        return precision == Precision.BFLOAT16 ? ElementType.BFLOAT16 : ElementType.FLOAT32;
    }

    public CUstream_st stream() {
        return stream;
    }

    CUstream_st copying() {
        return copying;
    }

    public cudnnContext dnn() {
        return dnn;
    }

    public cublasLtContext blas() {
        return blas;
    }

    /** Returns one of our own kernels. */
    public CUfunc_st function(String kernel) {
        return code.function(kernel);
    }

    /** Allocates so many bytes and returns their address. */
    public long allocate(long bytes) {
        Pointer pointer = new Pointer();
        CudaChecks.cuda(
                cudaMalloc(pointer, Math.max(bytes, 1)),
                String.format(Locale.ROOT, "allocating %,d bytes on the GPU", bytes));
        return pointer.address();
    }

    /** Frees memory; if the context is lost, there is nothing left to free. */
    public void free(long address) {
        int status = cudaFree(new DeviceAddress(address));
        if (!CudaException.lasts(status)) {
            CudaChecks.cuda(status, "freeing memory on the GPU");
        }
    }

    /** Returns the number of free bytes. */
    public long freeBytes() {
        try (SizeTPointer free = new SizeTPointer(1);
                SizeTPointer total = new SizeTPointer(1)) {
            CudaChecks.cuda(cudaMemGetInfo(free, total), "asking for the GPU's free memory");
            return free.get();
        }
    }

    public void copyIn(Pointer from, long to, long bytes) {
        CudaChecks.cuda(
                cudaMemcpyAsync(new DeviceAddress(to), from, bytes, cudaMemcpyHostToDevice, stream),
                "copying to the GPU");
    }

    /** Starts the copy; the bytes have arrived after {@link #await}. */
    public void copyOut(long from, Pointer to, long bytes) {
        CudaChecks.cuda(
                cudaMemcpyAsync(to, new DeviceAddress(from), bytes, cudaMemcpyDeviceToHost, stream),
                "copying from the GPU");
    }

    public void clear(long address, long bytes) {
        CudaChecks.cuda(cudaMemsetAsync(new DeviceAddress(address), 0, bytes, stream), "clearing memory on the GPU");
    }

    /** Waits for all work in the stream; asynchronous kernel errors are reported here. */
    public void await() {
        CudaChecks.cuda(cudaStreamSynchronize(stream), "computing on the GPU");
    }

    /** Ignores status codes: if the context is lost, all these calls fail, and there is nothing left to free. */
    @Override
    public void close() {
        useToClose();
        if (!blas.isNull()) {
            cublasLtDestroy(blas);
        }
        if (!dnn.isNull()) {
            cudnnDestroy(dnn);
        }
        if (!copying.isNull()) {
            cudaStreamDestroy(copying);
        }
        if (!stream.isNull()) {
            cudaStreamDestroy(stream);
        }
        code.close();
    }
}
