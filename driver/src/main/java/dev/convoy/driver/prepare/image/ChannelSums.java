package dev.convoy.driver.prepare.image;

import dev.convoy.image.Raster;

/**
 * Exact sums over the pixels of an image.
 *
 * @param pixels height × width
 * @param sums sum of the values of each channel
 * @param squares sum of their squares
 */
public record ChannelSums(long pixels, long[] sums, long[] squares) {
    static ChannelSums of(Raster image) {
        int channels = image.channels();
        long[] sums = new long[channels];
        long[] squares = new long[channels];
        byte[] values = image.pixels();
        int end = image.height() * image.width() * channels;
        for (int channel = 0; channel < channels; channel++) {
            long sum = 0;
            long square = 0;
            for (int i = channel; i < end; i += channels) {
                int value = values[i] & 0xff;
                sum += value;
                square += (long) value * value;
            }
            sums[channel] = sum;
            squares[channel] = square;
        }
        return new ChannelSums((long) image.height() * image.width(), sums, squares);
    }

    /** 1 or 3. */
    public int channels() {
        return sums.length;
    }
}
