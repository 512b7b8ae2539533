/**
 * From a Deeplearning4j configuration to checked shapes ({@link dev.convoy.kernel.graph.Model}, any layer) and on to
 * the graph of elementary layers that Convoy's own kernels compute ({@link dev.convoy.kernel.graph.Network}).
 *
 * <p>Called by the driver (to check and summarize a model) and by the kernels; calls Deeplearning4j's configuration
 * classes only, and computes nothing.
 */
package dev.convoy.kernel.graph;
