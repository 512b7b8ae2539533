/** Reads the parts of a Keras file: HDF5's groups and arrays, and the JSON in them. None of it is trusted. */
package dev.convoy.driver.model.keras.file;
