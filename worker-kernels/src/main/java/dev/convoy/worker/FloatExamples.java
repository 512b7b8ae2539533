package dev.convoy.worker;

/** Examples that came as floats, and are taken as they are. */
public sealed interface FloatExamples extends Examples permits FeatureRows, FeatureFile {
    /**
     * Copies one example.
     *
     * @param features {@code channels × height × width} go there, from {@code featuresAt} on
     * @param labels one-hot, or any distribution over the classes, goes there, from {@code labelsAt} on
     */
    void copy(int row, float[] features, int featuresAt, float[] labels, int labelsAt);
}
