package dev.convoy.augment.pixel;

import dev.convoy.image.Raster;
import java.util.Arrays;

/** Moves an image by whole pixels; what comes in from outside is 0. */
public final class Shift {
    private Shift() {}

    /**
     * @param down rows by which it moves down
     * @param right columns by which it moves to the right
     */
    public static void apply(Canvas canvas, int down, int right) {
        Raster from = canvas.image();
        Raster to = canvas.next();
        int channels = from.channels();
        int line = from.width() * channels;
        int first = Math.min(Math.max(right, 0), from.width()) * channels;
        int end = Math.max(Math.min(from.width() + right, from.width()) * channels, first);
        for (int row = 0; row < from.height(); row++) {
            int source = row - down;
            int start = row * line;
            if (source < 0 || source >= from.height() || first == end) {
                Arrays.fill(to.pixels(), start, start + line, (byte) 0);
                continue;
            }
            Arrays.fill(to.pixels(), start, start + first, (byte) 0);
            System.arraycopy(
                    from.pixels(), source * line + first - right * channels, to.pixels(), start + first, end - first);
            Arrays.fill(to.pixels(), start + end, start + line, (byte) 0);
        }
        canvas.turn();
    }
}
