/**
 * A trained model as ONNX: each elementary layer of {@link dev.convoy.kernel.graph.Network} becomes one or a few
 * operators of opset 13, in the form for inference, and its parameters become constants.
 *
 * <p>Called by {@code dev.convoy.jobs}; calls {@code dev.convoy.kernel}, {@code dev.convoy.kernel.graph} and {@code
 * dev.convoy.worker} for what normalized the pixels. The classes of the format are those in ND4J. No Spark and no Hadoop
 * in it.
 */
package dev.convoy.driver.onnx;
