package dev.convoy.driver.model.onnx;

import dev.convoy.kernel.graph.Shape;

/**
 * The output of a node.
 *
 * @param shape shape of one example
 * @param image whether it is {@code batch × channels × height × width}; else {@code batch × values}
 */
record Value(String name, Shape shape, boolean image) {}
