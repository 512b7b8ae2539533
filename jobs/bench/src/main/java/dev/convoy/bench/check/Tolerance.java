package dev.convoy.bench.check;

import dev.convoy.kernel.Precision;

/**
 * How large a {@link Difference} may be.
 *
 * @param single of one gradient or evaluation from {@code reference}
 * @param round of a round's parameters from the formulas with the engine's own gradients, by their greatest change
 */
record Tolerance(double single, double round) {
    /** In float32 an H100 was within 6e-6, in bfloat16 within 1.1e-2. */
    static Tolerance of(Precision precision) {
        return switch (precision) {
            case FLOAT32, FLOAT64 -> new Tolerance(1e-4, 1e-2);
            case TF32 -> new Tolerance(1e-2, 1e-1);
            case BFLOAT16 -> new Tolerance(2e-2, 1e-1);
        };
    }
}
