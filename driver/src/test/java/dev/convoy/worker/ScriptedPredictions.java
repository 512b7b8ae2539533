package dev.convoy.worker;

import dev.convoy.kernel.Batch;

/** Predictions that are made up, for tests of what is decided from them. */
public final class ScriptedPredictions {
    private static final int IMAGES = 100;

    private ScriptedPredictions() {}

    /** Returns predictions for 100 images of class 0, so many of them right. */
    public static Predictions of(int right, double meanLoss) {
        float[] labels = new float[2 * IMAGES];
        float[] outputs = new float[2 * IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            labels[2 * i] = 1;
            outputs[2 * i + (i < right ? 0 : 1)] = 1;
        }
        Predictions predictions = new Predictions();
        predictions.add(new Batch(IMAGES, new float[0], labels, 0), outputs, meanLoss * IMAGES, 2);
        return predictions;
    }
}
