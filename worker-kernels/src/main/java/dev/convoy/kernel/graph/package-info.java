/**
 * The checked shapes of a Deeplearning4j configuration ({@link dev.convoy.kernel.graph.Model}, any layer), and the
 * graph of elementary layers that Convoy's own kernels compute ({@link dev.convoy.kernel.graph.Network}). This package
 * computes nothing.
 */
package dev.convoy.kernel.graph;
