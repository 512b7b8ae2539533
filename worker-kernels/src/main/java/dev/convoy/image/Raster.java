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

    /** The array of {@code height × width × channels} values, and perhaps more after them. */
    public byte[] pixels() {
        return pixels;
    }

    /** Mirrors the image, left to right. */
    public void mirror() {
        int row = width * channels;
        for (int start = 0; start < height * row; start += row) {
            for (int left = start, right = start + row - channels; left < right; left += channels, right -= channels) {
                for (int channel = 0; channel < channels; channel++) {
                    byte pixel = pixels[left + channel];
                    pixels[left + channel] = pixels[right + channel];
                    pixels[right + channel] = pixel;
                }
            }
        }
    }
}
