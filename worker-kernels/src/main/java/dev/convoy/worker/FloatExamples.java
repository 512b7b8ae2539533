package dev.convoy.worker;

/** Examples that are given as floats and used without normalization. */
public sealed interface FloatExamples extends Examples permits FeatureRows, FeatureFile {
    /**
     * Copies one example.
     *
     * @param features receives {@code channels × height × width} values, from {@code featuresAt} on
     * @param labels receives one-hot labels, or any distribution over the classes, from {@code labelsAt} on
     */
    void copy(int row, float[] features, int featuresAt, float[] labels, int labelsAt);
}
