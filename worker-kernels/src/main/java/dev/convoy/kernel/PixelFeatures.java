package dev.convoy.kernel;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Pixels that become features only when a kernel takes them: a quarter of the bytes until then.
 *
 * @param pixels unsigned bytes, {@code examples × height × width × channels}, row-major
 * @param tables for each channel, the feature of each of the 256 values of a pixel
 * @param plane height × width
 */
public record PixelFeatures(byte[] pixels, float[][] tables, int plane) implements Features {
    /** Features that are normalized in Java before they are copied to native memory. */
    private static final int CHUNK = 8192;

    @Override
    public long length() {
        return pixels.length;
    }

    @Override
    public void copyTo(FloatPointer to, int count) {
        float[] chunk = new float[Math.min(plane, CHUNK)];
        long start = to.position();
        int done = 0;
        for (int first = 0; first < count; first += plane * tables.length) {
            for (int channel = 0; channel < tables.length; channel++) {
                for (int from = 0; from < plane; from += chunk.length) {
                    int length = Math.min(chunk.length, plane - from);
                    normalize(first + from * tables.length + channel, tables[channel], chunk, length);
                    to.position(start + done).put(chunk, 0, length);
                    done += length;
                }
            }
        }
        to.position(start);
    }

    private void normalize(int first, float[] table, float[] chunk, int length) {
        int from = first;
        for (int i = 0; i < length; i++) {
            chunk[i] = table[pixels[from] & 0xff];
            from += tables.length;
        }
    }
}
