/**
 * From the value of {@code model} to a checked Deeplearning4j configuration: built-in names and JSON files.
 *
 * <p>Called by {@code dev.convoy.jobs}; calls {@code dev.convoy.kernel.graph} and {@code
 * dev.convoy.worker}.
 */
package dev.convoy.driver.model;
