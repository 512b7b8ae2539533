/**
 * Translates a checked Deeplearning4j configuration into a {@link dev.convoy.kernel.graph.Network} of elementary layers, or
 * names the first layer that Convoy's own kernels do not support.
 */
package dev.convoy.kernel.graph.dl4j;
