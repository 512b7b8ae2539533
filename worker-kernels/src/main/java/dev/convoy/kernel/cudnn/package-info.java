/**
 * NVIDIA GPUs through cuDNN 9, cuBLASLt and kernels of our own, called directly through JavaCPP.
 *
 * <p>{@link dev.convoy.kernel.cudnn.CudnnKernel} keeps one compiled {@link dev.convoy.kernel.cudnn.DeviceNetwork} per batch
 * size. All work of a network is put into one CUDA stream; the host waits only where it reads a gradient or the state at the
 * end of a round. Activations have the channels last. No ND4J backend is used.
 */
package dev.convoy.kernel.cudnn;
