/**
 * From a Deeplearning4j configuration to checked shapes ({@link dev.convoy.kernel.graph.Model}, any layer) and on to
 * the graph of elementary layers that Convoy's own kernels compute ({@link dev.convoy.kernel.graph.Network}).
 *
 * <p>Called by the driver (to check and summarize a model) and by the kernels; computes nothing. Of
 * Deeplearning4j it calls the configuration classes, and makes networks that it leaves to others to initialize.
 */
package dev.convoy.kernel.graph;
