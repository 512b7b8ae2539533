/**
 * Keras models saved as HDF5: from the file to a Deeplearning4j configuration with channels first, and to the weights in
 * Deeplearning4j's flattened order. Files are not trusted: of HDF5 only plain groups, attributes and uncompressed arrays
 * are read, by a parser in Java; links are not followed, and only the layers named here are taken, so that no Python in
 * a file is ever looked at. Array sizes are judged by the layers before an array is read.
 *
 * <p>Deeplearning4j's own importer is not used: it halves L2 penalties, passes over {@code groups}, {@code from_logits} and
 * newer spellings without a word, fails on a depthwise convolution in a Sequential model, and never ends where one reads
 * a layer that is not there.
 */
package dev.convoy.driver.model.keras;
