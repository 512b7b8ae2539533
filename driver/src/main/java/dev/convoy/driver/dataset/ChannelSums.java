package dev.convoy.driver.dataset;

import dev.convoy.image.Raster;

/**
 * Exact sums over the pixels of an image, or of several of one size.
 *
 * @param pixels number of pixels
 * @param sums sum of the values of each channel
 * @param squares sum of their squares
 */
public record ChannelSums(long pixels, long[] sums, long[] squares) {
    public static ChannelSums of(Raster image) {
        int length = image.height() * image.width() * image.channels();
        return of(image.pixels(), length, image.channels());
    }

    /**
     * @param values hold pixels in their first {@code length} bytes: unsigned, the channels of a pixel side by side
     */
    public static ChannelSums of(byte[] values, int length, int channels) {
        long[] sums = new long[channels];
        long[] squares = new long[channels];
        for (int channel = 0; channel < channels; channel++) {
            long sum = 0;
            long square = 0;
            for (int i = channel; i < length; i += channels) {
                int value = values[i] & 0xff;
                sum += value;
                square += (long) value * value;
            }
            sums[channel] = sum;
            squares[channel] = square;
        }
        return new ChannelSums(length / channels, sums, squares);
    }

    /** 1 or 3. */
    public int channels() {
        return sums.length;
    }
}
