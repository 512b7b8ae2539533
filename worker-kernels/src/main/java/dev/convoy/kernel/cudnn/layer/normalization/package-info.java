/** Batch normalization on a GPU, by itself and at the end of a residual block. */
package dev.convoy.kernel.cudnn.layer.normalization;
