package dev.convoy.driver.dataset;

import dev.convoy.base.InvalidInputException;

/** Numbers that a network can be trained on or asked about: none is infinite or NaN. */
public final class Finite {
    private Finite() {}

    /**
     * Looks at all values of an example.
     *
     * @param what they are, for the message
     * @param partition of the RDD or DataFrame
     * @param row in the partition, from 0
     * @throws InvalidInputException naming the first that is not finite
     */
    public static void require(String what, float[] values, int partition, long row) {
        float sum = 0;
        for (float value : values) {
            // 0 for what is finite, NaN for the rest: without a branch, many at a time.
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
