/**
 * Loads the model that {@code model} names, with its weights if it has any: built-in names, JSON, YAML, ModelSerializer
 * zips and Keras's HDF5. Files are not trusted: nothing in one is Java-deserialized, and its sizes are checked before
 * memory is allocated.
 */
package dev.convoy.driver.model;
