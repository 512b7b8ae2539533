/**
 * The parts that the engines share when they compile a network: the walk over its graph, the fusion of activation
 * functions, and the plan that lets buffers share memory.
 */
package dev.convoy.kernel.graph.compile;
