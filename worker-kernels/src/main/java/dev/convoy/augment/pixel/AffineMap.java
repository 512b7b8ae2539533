package dev.convoy.augment.pixel;

import dev.convoy.image.Raster;

/**
 * An affine map from the places of the new image to those of the old one, in pixels from the top left corner; the middle
 * of the first pixel is (0.5, 0.5). The maps are torchvision's inverse matrices.
 *
 * @param xx columns of the old image that a step to the right in the new one is
 * @param xy columns of the old image that a step down is
 * @param x0 column of the old image for the new one's corner
 * @param yx rows of the old image that a step to the right is
 * @param yy rows of the old image that a step down is
 * @param y0 row of the old image for the new one's corner
 */
public record AffineMap(double xx, double xy, double x0, double yx, double yy, double y0) {
    /** Pillow computes in 1/65536 of a pixel. */
    private static final int BITS = 16;

    /** Returns a rotation about the middle, clockwise. */
    public static AffineMap rotation(double degrees, int height, int width) {
        double angle = Math.toRadians(degrees);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        double x = width * 0.5;
        double y = height * 0.5;
        return new AffineMap(cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y);
    }

    /**
     * Returns a shear that leaves the first row where it is.
     *
     * @param columns by which each further row moves to the left
     */
    public static AffineMap shearX(double columns) {
        return new AffineMap(1, columns, 0, 0, 1, 0);
    }

    /**
     * Returns a shear that leaves the first column where it is.
     *
     * @param rows by which each further column moves up
     */
    public static AffineMap shearY(double rows) {
        return new AffineMap(1, 0, 0, rows, 1, 0);
    }

    /**
     * Gives each pixel that of the old image into which its middle falls, or 0 outside of it, in Pillow's fixed-point
     * arithmetic.
     *
     * @param canvas its image has less than 32,768 rows and columns
     */
    public void apply(Canvas canvas) {
        Raster from = canvas.image();
        Raster to = canvas.next();
        int stepX = fixed(xx);
        int stepY = fixed(yx);
        int startX = fixed(x0 + xx * 0.5 + xy * 0.5);
        int startY = fixed(y0 + yx * 0.5 + yy * 0.5);
        int downX = fixed(xy);
        int downY = fixed(yy);
        boolean grey = from.channels() == 1;
        int line = from.width() * from.channels();
        for (int row = 0; row < to.height(); row++) {
            if (grey) {
                greyLine(from, startX, startY, stepX, stepY, to, row * line);
            } else {
                colourLine(from, startX, startY, stepX, stepY, to, row * line);
            }
            startX += downX;
            startY += downY;
        }
        canvas.turn();
    }

    private static int fixed(double value) {
        return (int) Math.floor(value * (1 << BITS) + 0.5);
    }

    private static void greyLine(Raster from, int startX, int startY, int stepX, int stepY, Raster to, int start) {
        int at = start;
        int x = startX;
        int y = startY;
        for (int column = 0; column < to.width(); column++) {
            int source = source(from, x >> BITS, y >> BITS);
            to.pixels()[at++] = source < 0 ? 0 : from.pixels()[source];
            x += stepX;
            y += stepY;
        }
    }

    private static void colourLine(Raster from, int startX, int startY, int stepX, int stepY, Raster to, int start) {
        byte[] pixels = to.pixels();
        int channels = from.channels();
        int at = start;
        int x = startX;
        int y = startY;
        for (int column = 0; column < to.width(); column++) {
            int source = source(from, x >> BITS, y >> BITS) * channels;
            for (int channel = 0; channel < channels; channel++) {
                pixels[at++] = source < 0 ? 0 : from.pixels()[source + channel];
            }
            x += stepX;
            y += stepY;
        }
    }

    /** Returns the index of a pixel, or −1 if it is outside. */
    private static int source(Raster from, int column, int row) {
        boolean inside = column >= 0 && column < from.width() && row >= 0 && row < from.height();
        return inside ? row * from.width() + column : -1;
    }
}
