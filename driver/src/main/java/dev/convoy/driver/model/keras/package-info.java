/**
 * Imports Keras models saved as HDF5: from the file to a Deeplearning4j configuration with channels first, and to the
 * weights in Deeplearning4j's flattened order. Files are not trusted: of HDF5 only plain groups, attributes and
 * uncompressed arrays are read, by a parser in Java; links are not followed, and only known layers are accepted, so
 * that Python code in a file is never used. Array sizes are checked against the layers before an array is read.
 *
 * <p>Deeplearning4j's own importer is not used: it halves L2 penalties, silently ignores {@code groups}, {@code
 * from_logits} and newer spellings, fails on a depthwise convolution in a Sequential model, and never ends if a layer
 * reads a layer that does not exist.
 */
package dev.convoy.driver.model.keras;
