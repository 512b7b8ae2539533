/**
 * From the value of {@code model} to a checked Deeplearning4j configuration, and the weights if it has any: built-in names,
 * JSON, YAML and ModelSerializer zips. Files are not trusted: nothing in one is Java-deserialized, and its sizes are
 * judged before memory is taken.
 *
 * <p>Called by {@code dev.convoy.jobs}; calls {@code dev.convoy.kernel.graph} and {@code
 * dev.convoy.worker}.
 */
package dev.convoy.driver.model;
