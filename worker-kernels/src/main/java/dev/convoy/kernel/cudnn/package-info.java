/**
 * NVIDIA cards through cuDNN 9, cuBLASLt and kernels of our own, called directly through JavaCPP. The libraries come from
 * the node: {@link dev.convoy.kernel.cudnn.LibrarySearch} finds them.
 *
 * <p>{@link dev.convoy.kernel.cudnn.CudnnKernel} keeps one compiled {@link dev.convoy.kernel.cudnn.DeviceNetwork} per batch
 * size. {@link dev.convoy.kernel.cudnn.Walk} builds it: one class a family of layers appends its steps to a {@link
 * dev.convoy.kernel.cudnn.Program}, forward and then backward. Activations have the channels last. Convolutions are
 * cuDNN's, dense layers cuBLASLt's; all else is in the {@code .cu} files beside this package's classes, compiled when a card
 * is opened. Everything is put into one stream, and nobody waits before a gradient, or a round, is to be read.
 *
 * <p>Called through {@code dev.convoy.kernel} only; calls {@code dev.convoy.kernel.graph}, and no ND4J backend.
 */
package dev.convoy.kernel.cudnn;
