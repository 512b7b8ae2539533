package dev.convoy.worker;

/**
 * Examples in memory.
 *
 * @param features {@code count × channels × height × width}, row-major
 * @param labels {@code count × classes}, row-major
 */
public record FeatureRows(int count, float[] features, float[] labels) implements FloatExamples {
    @Override
    public void copy(int row, float[] toFeatures, int featuresAt, float[] toLabels, int labelsAt) {
        int size = features.length / count;
        int classes = labels.length / count;
        System.arraycopy(features, row * size, toFeatures, featuresAt, size);
        System.arraycopy(labels, row * classes, toLabels, labelsAt, classes);
    }
}
