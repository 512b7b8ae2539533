package dev.convoy.image.format;

import java.util.Arrays;

/** Run lengths of BMP files: RLE8 and RLE4, from the lowest row up. */
final class BmpRuns {
    private static final int END_OF_ROW = 0;
    private static final int END = 1;
    private static final int MOVE = 2;

    private BmpRuns() {}

    /**
     * Writes the index of each pixel, the top row first. Pixels that are skipped are 0.
     *
     * @param bits of an index, 8 or 4
     */
    static void decode(FileBytes bytes, int start, int bits, int height, int width, byte[] indices)
            throws DamagedFileException {
        Arrays.fill(indices, 0, height * width, (byte) 0);
        long at = start;
        int x = 0;
        int y = 0;
        while (y < height - 1 || (y == height - 1 && x < width)) {
            int count = bytes.u8(at);
            int second = bytes.u8(at + 1);
            at += 2;
            if (count > 0) {
                require(x + count <= width);
                for (int i = 0; i < count; i++) {
                    int index = bits == 8 ? second : i % 2 == 0 ? second >> 4 : second & 15;
                    indices[(height - 1 - y) * width + x++] = (byte) index;
                }
            } else if (second == END) {
                return;
            } else if (second == END_OF_ROW) {
                x = 0;
                y++;
            } else if (second == MOVE) {
                x += bytes.u8(at);
                y += bytes.u8(at + 1);
                at += 2;
                require(x <= width && y < height);
            } else {
                require(x + second <= width);
                for (int i = 0; i < second; i++) {
                    int value = bytes.u8(at + (bits == 8 ? i : i / 2));
                    int index = bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 15;
                    indices[(height - 1 - y) * width + x++] = (byte) index;
                }
                int used = bits == 8 ? second : (second + 1) / 2;
                at += used + used % 2;
            }
        }
    }

    private static void require(boolean inside) throws DamagedFileException {
        if (!inside) {
            throw new DamagedFileException("a run outside of the image");
        }
    }
}
