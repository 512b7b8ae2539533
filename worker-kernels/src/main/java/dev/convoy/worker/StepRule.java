package dev.convoy.worker;

import java.io.Serializable;

/**
 * How gradients become updates, besides what a network's configuration says.
 *
 * @param maxNorm limit of the norm of all gradients together; infinite for none
 * @param maxValue limit of the absolute value of each; infinite for none
 * @param parts minibatches whose gradients are added up for an update
 */
public record StepRule(double maxNorm, double maxValue, int parts) implements Serializable {
    public static final StepRule NONE = new StepRule(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1);

    public StepRule {
        if (!(maxNorm > 0 && maxValue > 0 && parts >= 1)) {
            throw new IllegalArgumentException(
                    "limits must be > 0, and parts >= 1. Given: " + maxNorm + ", " + maxValue + ", " + parts);
        }
    }

    boolean limits() {
        return Double.isFinite(maxNorm) || Double.isFinite(maxValue);
    }
}
