/**
 * The interface through which all other packages get gradients: {@link dev.convoy.kernel.GradientKernel} computes one
 * minibatch, and a {@link dev.convoy.kernel.KernelProvider} says whether its engine can train a model here.
 */
package dev.convoy.kernel;
