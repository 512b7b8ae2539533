package dev.convoy.image;

/**
 * Resizes images by antialiased bilinear interpolation, to the bit as Pillow's {@code Image.resize} with
 * {@code BILINEAR} does, which torchvision uses for images from files: rows first, rounded to bytes, then columns, with
 * weights of 22 bits. torchvision's {@code antialias=True} for tensors is the same up to rounding. {@link ResizeWeights}
 * has the formula. The result depends on nothing but the arguments. Used by one thread at a time.
 */
public final class Resizer {
    private static final int HALF = 1 << (ResizeWeights.BITS - 1);

    private final ResizeWeights columns = new ResizeWeights();
    private final ResizeWeights rows = new ResizeWeights();
    /** The rows that are needed, at their new width. */
    private int[] narrowed = new int[0];

    private int[] sums = new int[0];

    /**
     * Resizes a region of an image.
     *
     * @param to receives the result; its size is the size wanted, its channels those of {@code from}
     */
    public void resize(Raster from, Region region, Raster to) {
        resize(from, region, to.height(), to.width(), Region.whole(to), to);
    }

    /**
     * Resizes a whole image such that its shorter side has a length, as torchvision's {@code Resize} does with one
     * number: the other side is rounded down.
     */
    public void resizeShorterSide(Raster from, int length, Raster to) {
        int shorter = Math.min(from.height(), from.width());
        to.reset(scaled(from.height(), length, shorter), scaled(from.width(), length, shorter), from.channels());
        resize(from, Region.whole(from), to);
    }

    /**
     * Resizes a whole image such that its shorter side has a length, then cuts a square from its middle: torchvision's
     * {@code Resize} and {@code CenterCrop}. Only the square's pixels are computed.
     *
     * @param size of the square, at most {@code length}
     */
    public void resizeAndCrop(Raster from, int length, int size, Raster to) {
        int shorter = Math.min(from.height(), from.width());
        int height = scaled(from.height(), length, shorter);
        int width = scaled(from.width(), length, shorter);
        to.reset(size, size, from.channels());
        resize(from, Region.whole(from), height, width, Region.centerCrop(height, width, size), to);
    }

    private static int scaled(int side, int length, int shorter) {
        return (int) ((double) length * side / shorter);
    }

    /** Resizes a region to a height and a width, of which only a window is computed. */
    private void resize(Raster from, Region region, int height, int width, Region window, Raster to) {
        if (from.channels() != to.channels()
                || region.top() + region.height() > from.height()
                || region.left() + region.width() > from.width()) {
            throw new IllegalArgumentException(region + " with " + to.channels() + " channels of an image of "
                    + from.height() + "×" + from.width() + "×" + from.channels());
        }
        columns.compute(region.width(), width, window.left(), window.width());
        rows.compute(region.height(), height, window.top(), window.height());
        int last = window.height() - 1;
        int firstRow = rows.start(0);
        int rowCount = rows.start(last) + rows.taps(last) - firstRow;
        int length = window.width() * from.channels();
        if (narrowed.length < rowCount * length) {
            narrowed = new int[rowCount * length];
        }
        if (sums.length < length) {
            sums = new int[length];
        }
        for (int row = 0; row < rowCount; row++) {
            int start = ((region.top() + firstRow + row) * from.width() + region.left()) * from.channels();
            narrow(from, start, window.left(), window.width(), row * length);
        }
        for (int row = 0; row < window.height(); row++) {
            shorten(row, firstRow, length, to.pixels());
        }
    }

    /** Writes a row of the old image, from {@code start}, at its new width. */
    private void narrow(Raster from, int start, int left, int width, int to) {
        if (columns.isCopy()) {
            int first = start + left * from.channels();
            for (int i = 0; i < width * from.channels(); i++) {
                narrowed[to + i] = from.pixels()[first + i] & 0xff;
            }
        } else if (from.channels() == 3) {
            narrowColour(from.pixels(), start, width, to);
        } else {
            narrowGrey(from.pixels(), start, width, to);
        }
    }

    private void narrowColour(byte[] pixels, int start, int width, int to) {
        int[] weights = columns.weights();
        int[] target = narrowed;
        for (int x = 0; x < width; x++) {
            int red = HALF;
            int green = HALF;
            int blue = HALF;
            int first = columns.first(x);
            int at = start + 3 * columns.start(x);
            for (int i = first; i < first + columns.taps(x); i++) {
                int weight = weights[i];
                red += (pixels[at] & 0xff) * weight;
                green += (pixels[at + 1] & 0xff) * weight;
                blue += (pixels[at + 2] & 0xff) * weight;
                at += 3;
            }
            target[to + 3 * x] = rounded(red);
            target[to + 3 * x + 1] = rounded(green);
            target[to + 3 * x + 2] = rounded(blue);
        }
    }

    private void narrowGrey(byte[] pixels, int start, int width, int to) {
        int[] weights = columns.weights();
        for (int x = 0; x < width; x++) {
            int sum = HALF;
            int first = columns.first(x);
            int at = start + columns.start(x);
            for (int i = first; i < first + columns.taps(x); i++) {
                sum += (pixels[at] & 0xff) * weights[i];
                at++;
            }
            narrowed[to + x] = rounded(sum);
        }
    }

    /** Writes a row of the new image. The loops over a row are simple enough for vector instructions. */
    private void shorten(int row, int firstRow, int length, byte[] to) {
        int[] lines = narrowed;
        int[] target = sums;
        int line = (rows.start(row) - firstRow) * length;
        int first = rows.first(row);
        for (int i = 0; i < length; i++) {
            target[i] = HALF;
        }
        for (int tap = 0; tap < rows.taps(row); tap++) {
            int weight = rows.weights()[first + tap];
            for (int i = 0; i < length; i++) {
                target[i] += lines[line + i] * weight;
            }
            line += length;
        }
        int at = row * length;
        for (int i = 0; i < length; i++) {
            to[at + i] = (byte) rounded(target[i]);
        }
    }

    private static int rounded(int sum) {
        return Math.min(sum >> ResizeWeights.BITS, 255);
    }
}
