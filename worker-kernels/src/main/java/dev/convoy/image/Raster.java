package dev.convoy.image;

/**
 * The pixels of one image: unsigned bytes, height × width × channels, row-major. The array is reused from image to image
 * and may be longer than the image. Used by one thread at a time.
 */
public final class Raster {
    private int height;
    private int width;
    private int channels;
    private byte[] pixels = new byte[0];

    /** Takes a new size; the pixels are undefined until they are written. */
    public void reset(int height, int width, int channels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        int size = Math.multiplyExact(Math.multiplyExact(height, width), channels);
        if (pixels.length < size + RowResizer.OVERREAD_BYTES) {
            pixels = new byte[size + RowResizer.OVERREAD_BYTES];
        }
    }

    /** Exchanges left and right. */
    public void flipHorizontally() {
        for (int row = 0; row < height; row++) {
            int left = row * width * channels;
            int right = left + (width - 1) * channels;
            while (left < right) {
                for (int c = 0; c < channels; c++) {
                    byte kept = pixels[left + c];
                    pixels[left + c] = pixels[right + c];
                    pixels[right + c] = kept;
                }
                left += channels;
                right -= channels;
            }
        }
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** 1 (grey) or 3 (red, green, blue). */
    public int channels() {
        return channels;
    }

    /** The array of {@code height × width × channels} values, and perhaps more behind them. */
    public byte[] pixels() {
        return pixels;
    }
}
