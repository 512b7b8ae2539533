package dev.convoy.driver.explain;

import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;

/**
 * The sum of the maps that a page leaves out, small, to be looked at.
 *
 * @param count how many maps
 * @param pixels each value as a byte from 0 for {@code least} to 255 for {@code greatest}
 */
record Rest(int count, int height, int width, float least, float greatest, String pixels) {
    private static final int MAX_SIDE = 16;

    /** @param kept channels that are not summed */
    static Rest of(Shape shape, int[] kept, float[] numbers, int at) {
        int height = Math.min(MAX_SIDE, shape.height());
        int width = Math.min(MAX_SIDE, shape.width());
        double[] sums = new double[height * width];
        int[] pixelsOfCell = new int[height * width];
        boolean[] left = new boolean[shape.channels()];
        Arrays.fill(left, true);
        Arrays.stream(kept).forEach(channel -> left[channel] = false);
        int plane = shape.height() * shape.width();
        for (int i = 0; i < plane; i++) {
            int cell = i / shape.width() * height / shape.height() * width + i % shape.width() * width / shape.width();
            pixelsOfCell[cell]++;
            for (int c = 0; c < shape.channels(); c++) {
                sums[cell] += left[c] ? numbers[at + c * plane + i] : 0;
            }
        }
        for (int cell = 0; cell < sums.length; cell++) {
            sums[cell] /= pixelsOfCell[cell];
        }
        double least = Arrays.stream(sums).min().orElse(0);
        double greatest = Arrays.stream(sums).max().orElse(0);
        byte[] pixels = new byte[sums.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(greatest > least ? (sums[i] - least) / (greatest - least) * 255 : 0);
        }
        int count = shape.channels() - kept.length;
        return new Rest(count, height, width, (float) least, (float) greatest, Binary.of(pixels));
    }
}
