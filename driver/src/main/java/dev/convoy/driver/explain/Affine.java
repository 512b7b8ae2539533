package dev.convoy.driver.explain;

import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;

/**
 * Batch normalization at test time, folded into one factor and one term for each channel:
 * {@code scale = γ / √(σ² + ε)} and {@code shift = β − scale · μ}.
 */
record Affine(float[] scale, float[] shift) {
    static Affine of(BatchNormalization layer, float[] parameters) {
        int channels = layer.output().channels();
        Affine folded = new Affine(new float[channels], new float[channels]);
        for (int c = 0; c < channels; c++) {
            double stored = parameters[index(layer.varianceOffset(), c)];
            double variance = layer.logDeviation() ? Math.pow(10, 2 * stored) : stored;
            double gamma = layer.locked() ? layer.lockedGamma() : parameters[index(layer.gammaOffset(), c)];
            double beta = layer.locked() ? layer.lockedBeta() : parameters[index(layer.betaOffset(), c)];
            double scale = gamma / Math.sqrt(variance + layer.epsilon());
            folded.scale[c] = (float) scale;
            folded.shift[c] = (float) (beta - scale * parameters[index(layer.meanOffset(), c)]);
        }
        return folded;
    }

    private static int index(long offset, int channel) {
        return Math.toIntExact(offset + channel);
    }
}
