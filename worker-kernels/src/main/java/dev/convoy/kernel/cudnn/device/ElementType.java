package dev.convoy.kernel.cudnn.device;

import org.bytedeco.cuda.global.cudart;
import org.bytedeco.cuda.global.cudnn;

/** The type of activations and of the values that are multiplied. */
public enum ElementType {
    FLOAT32(Float.BYTES, cudnn.CUDNN_DATA_FLOAT, cudart.CUDA_R_32F),
    BFLOAT16(Short.BYTES, cudnn.CUDNN_DATA_BFLOAT16, cudart.CUDA_R_16BF);

    /** Bytes that the GPU reads at once. */
    private static final int READ = 16;

    private final int bytes;
    private final int dnn;
    private final int blas;

    ElementType(int bytes, int dnn, int blas) {
        this.bytes = bytes;
        this.dnn = dnn;
        this.blas = blas;
    }

    public int bytes() {
        return bytes;
    }

    /** Returns how many values a kernel's wide variant visits at once. */
    public int wide() {
        return READ / bytes;
    }

    /** Returns cuDNN's number for the type. */
    public int dnn() {
        return dnn;
    }

    /** Returns cuBLAS's number for the type. */
    public int blas() {
        return blas;
    }
}
