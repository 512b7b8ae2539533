package dev.convoy.worker;

/**
 * Examples that came as floats, and are taken as they are.
 *
 * @param features {@code count × channels × height × width}, row-major
 * @param labels {@code count × classes}, row-major: one-hot or any distribution over the classes
 */
public record FeatureRows(int count, float[] features, float[] labels) implements Examples {}
