package dev.convoy.image.format;

import java.util.Arrays;

/**
 * Reads the first image of GIF files (GIF89a specification, CompuServe 1990) on its screen. What is transparent, and what
 * the image leaves free of the screen, is white. An image that lies partly outside makes the screen larger.
 */
public final class GifReader implements PixelReader {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int HEADER_BYTES = 13;
    /** First row and distance of rows of an interlaced image. */
    private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private static final int[][] WHOLE = {{0, 1}};

    private final FileBytes bytes = new FileBytes();
    private final BlockLzw lzw = new BlockLzw();
    private int height;
    private int width;
    private int palette;
    private int paletteEntries;
    private int transparent;
    private int top;
    private int left;
    private int frameHeight;
    private int frameWidth;
    private boolean interlaced;
    private int data;
    private byte[] row = new byte[0];

    @Override
    public void open(byte[] file, int length) throws DamagedFileException {
        bytes.reset(file, length, true);
        transparent = -1;
        width = bytes.u16(6);
        height = bytes.u16(8);
        int at = takePalette(bytes.u8(10), HEADER_BYTES);
        int block = bytes.u8(at);
        while (block == EXTENSION) {
            if (bytes.u8(at + 1L) == GRAPHIC_CONTROL) {
                transparent = (bytes.u8(at + 3L) & 1) == 1 ? bytes.u8(at + 6L) : -1;
            }
            at = afterBlocks(at + 2);
            block = bytes.u8(at);
        }
        if (block != IMAGE) {
            throw new DamagedFileException("no image in it");
        }
        left = bytes.u16(at + 1L);
        top = bytes.u16(at + 3L);
        frameWidth = bytes.u16(at + 5L);
        frameHeight = bytes.u16(at + 7L);
        int flags = bytes.u8(at + 9L);
        interlaced = (flags & 0x40) != 0;
        data = takePalette(flags, at + 10);
        if (paletteEntries == 0) {
            throw new DamagedFileException("no palette");
        }
        if (frameWidth == 0 || frameHeight == 0) {
            throw new DamagedFileException("no height or width in its header");
        }
        width = Math.max(width, left + frameWidth);
        height = Math.max(height, top + frameHeight);
    }

    /** Takes the palette that follows if the flags say so, and returns where it ends. */
    private int takePalette(int flags, int at) throws DamagedFileException {
        if ((flags & 0x80) == 0) {
            return at;
        }
        palette = at;
        paletteEntries = 2 << (flags & 7);
        bytes.require(at, 3L * paletteEntries);
        return at + 3 * paletteEntries;
    }

    private int afterBlocks(int start) throws DamagedFileException {
        int at = start;
        while (bytes.u8(at) != 0) {
            at += bytes.u8(at) + 1;
        }
        return at + 1;
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void read(byte[] pixels) throws DamagedFileException {
        Arrays.fill(pixels, 0, 3 * height * width, (byte) 255);
        int rootBits = bytes.u8(data);
        if (rootBits < 2 || rootBits > 8) {
            throw new DamagedFileException("damaged image data");
        }
        lzw.open(data + 1);
        lzw.begin(rootBits, 0);
        if (row.length < frameWidth) {
            row = new byte[frameWidth];
        }
        for (int[] pass : interlaced ? PASSES : WHOLE) {
            for (int y = pass[0]; y < frameHeight; y += pass[1]) {
                lzw.read(row, 0, frameWidth);
                store(pixels, 3 * ((top + y) * width + left));
            }
        }
    }

    private void store(byte[] pixels, int start) throws DamagedFileException {
        byte[] file = bytes.array();
        int at = start;
        for (int x = 0; x < frameWidth; x++) {
            int index = row[x] & 0xff;
            if (index != transparent) {
                if (index >= paletteEntries) {
                    throw new DamagedFileException("a pixel outside of the palette");
                }
                pixels[at] = file[palette + 3 * index];
                pixels[at + 1] = file[palette + 3 * index + 1];
                pixels[at + 2] = file[palette + 3 * index + 2];
            }
            at += 3;
        }
    }

    /** Codes in blocks of at most 255 bytes, lowest bits first. */
    private final class BlockLzw extends Lzw {
        private int at;
        private int left;
        private int buffer;
        private int buffered;

        void open(int start) {
            at = start;
            left = 0;
            buffered = 0;
            buffer = 0;
        }

        @Override
        int code(int length) throws DamagedFileException {
            while (buffered < length) {
                if (left == 0) {
                    left = bytes.u8(at);
                    if (left == 0) {
                        return -1;
                    }
                    at++;
                }
                buffer |= bytes.u8(at++) << buffered;
                buffered += 8;
                left--;
            }
            int code = buffer & ((1 << length) - 1);
            buffer >>>= length;
            buffered -= length;
            return code;
        }
    }
}
