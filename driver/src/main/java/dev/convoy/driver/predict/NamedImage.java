package dev.convoy.driver.predict;

import dev.convoy.kernel.graph.Shape;

/**
 * An image to predict.
 *
 * @param label class in the data set, or −1 if it has none
 * @param bytes an image file, or unsigned bytes, height × width × channels
 * @param raw shape of the bytes, or null if they are a file
 */
record NamedImage(String id, int label, byte[] bytes, Shape raw) {}
