package dev.convoy.kernel;

import org.bytedeco.javacpp.FloatPointer;

/** The features of a minibatch. Whoever fills them may hold more examples than the minibatch has. */
public sealed interface Features permits FloatFeatures, PixelFeatures {
    /** Number of values that there are. */
    long length();

    /**
     * Writes the first {@code count} values, example by example, each {@code channels × height × width}.
     *
     * @param to receives them at its position and behind it
     * @param count a whole number of examples
     */
    void copyTo(FloatPointer to, int count);

    /** Returns the first {@code count} values in a new array, in the same order. */
    default float[] toArray(int count) {
        try (FloatPointer values = new FloatPointer(count)) {
            copyTo(values, count);
            float[] array = new float[count];
            values.get(array);
            return array;
        }
    }
}
