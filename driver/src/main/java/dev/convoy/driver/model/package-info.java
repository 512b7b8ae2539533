/**
 * From the value of {@code model} to a checked Deeplearning4j configuration, and the weights if it has any: built-in names,
 * JSON, YAML, ModelSerializer zips and Keras's HDF5. Files are not trusted: nothing in one is Java-deserialized, and its
 * sizes are judged before memory is taken.
 *
 * <p>Called by {@code dev.convoy.jobs}; calls {@code dev.convoy.driver.keras}, {@code
 * dev.convoy.kernel.graph} and {@code dev.convoy.worker}.
 */
package dev.convoy.driver.model;
