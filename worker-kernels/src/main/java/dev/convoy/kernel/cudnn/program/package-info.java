/**
 * The steps of one network on one GPU, with their buffers in one arena:
 * {@link dev.convoy.kernel.cudnn.program.Program}. cuDNN computes convolutions, cuBLASLt matrix products.
 */
package dev.convoy.kernel.cudnn.program;
