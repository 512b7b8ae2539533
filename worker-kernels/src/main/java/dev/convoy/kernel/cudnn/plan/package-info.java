/**
 * Which of cuDNN's engines computes a convolution: {@link dev.convoy.kernel.cudnn.plan.ConvolutionPlans} chooses it through
 * cuDNN's graph interface.
 */
package dev.convoy.kernel.cudnn.plan;
