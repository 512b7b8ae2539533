/**
 * A trained model as ONNX: each elementary layer of {@link dev.convoy.kernel.graph.Network} becomes one or a few
 * operators of opset 13, in the form for inference, and its parameters become constants.
 */
package dev.convoy.driver.model.onnx;
