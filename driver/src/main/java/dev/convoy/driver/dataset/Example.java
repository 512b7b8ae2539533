package dev.convoy.driver.dataset;

/**
 * One example as floats.
 *
 * @param features channels × height × width, row-major
 * @param labels a value for each class: one-hot or any distribution
 */
public record Example(float[] features, float[] labels) {}
