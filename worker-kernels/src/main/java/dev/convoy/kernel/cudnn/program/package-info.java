/**
 * The steps of one network on one GPU, with their buffers in one arena: {@link dev.convoy.kernel.cudnn.program.Program}.
 * Convolutions are cuDNN's, matrix products cuBLASLt's.
 */
package dev.convoy.kernel.cudnn.program;
