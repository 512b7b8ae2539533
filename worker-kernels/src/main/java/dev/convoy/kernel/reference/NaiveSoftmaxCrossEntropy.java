package dev.convoy.kernel.reference;

/** Softmax and cross-entropy, taken together because their joint gradient is simple. */
final class NaiveSoftmaxCrossEntropy {
    private NaiveSoftmaxCrossEntropy() {}

    /** {@code p[k] = exp(z[k]) / Σ_j exp(z[j])}, with the greatest z taken from all so that exp cannot overflow. */
    static double[] softmax(double[] logits, int size, int classes) {
        double[] probabilities = new double[size * classes];
        for (int n = 0; n < size; n++) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                greatest = Math.max(greatest, logits[n * classes + k]);
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                sum += Math.exp(logits[n * classes + k] - greatest);
            }
            for (int k = 0; k < classes; k++) {
                probabilities[n * classes + k] = Math.exp(logits[n * classes + k] - greatest) / sum;
            }
        }
        return probabilities;
    }

    /**
     * {@code L = −Σ_n Σ_k y[n][k] · ln p[n][k]} and {@code ∂L/∂z[n][k] = p[n][k] · Σ_j y[n][j] − y[n][k]}.
     *
     * @param delta receives {@code ∂L/∂z}
     */
    static double lossAndGradient(double[] logits, float[] labels, int size, int classes, double[] delta) {
        double[] probabilities = softmax(logits, size, classes);
        double loss = 0;
        for (int n = 0; n < size; n++) {
            double mass = 0;
            for (int k = 0; k < classes; k++) {
                mass += labels[n * classes + k];
            }
            for (int k = 0; k < classes; k++) {
                int i = n * classes + k;
                delta[i] = probabilities[i] * mass - labels[i];
                loss -= labels[i] == 0 ? 0 : labels[i] * Math.log(probabilities[i]);
            }
        }
        return loss;
    }
}
