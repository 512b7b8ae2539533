package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;

/** Checks that the values of an example are finite: neither infinite nor NaN. */
public final class Finite {
    private Finite() {}

    /**
     * Checks all values of an example.
     *
     * @param what what the values are, for the message
     * @param partition partition of the RDD or DataFrame
     * @param row index of the example in the partition, from 0
     * @throws InvalidInputException naming the first value that is not finite
     */
    public static void require(String what, float[] values, int partition, long row) {
        float sum = 0;
        for (float value : values) {
            // A finite value adds 0, any other adds NaN: without a branch, the loop can be vectorized.
            sum += value * 0;
        }
        if (sum == 0) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new InvalidInputException(
                        what + " must be finite as float32",
                        values[i] + " as value " + i + " of example " + row + " of partition " + partition
                                + ", counted from 0",
                        "Leave such examples out, or fill the value in.");
            }
        }
    }
}
