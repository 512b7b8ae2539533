package dev.convoy.image.format;

/**
 * Reads BMP files: headers of OS/2 1 and of Windows up to version 5, 1, 4, 8, 16, 24 and 32 bits, run lengths, bit fields.
 * Alpha counts if the header names its bits. Samples of other than 8 bits are scaled to the nearest byte.
 */
public final class BmpReader implements PixelReader {
    private static final int FILE_HEADER_BYTES = 14;
    private static final int CORE_HEADER_BYTES = 12;
    private static final int INFO_HEADER_BYTES = 40;
    private static final int ALPHA_HEADER_BYTES = 56;
    private static final int RGB = 0;
    private static final int RLE8 = 1;
    private static final int RLE4 = 2;
    private static final int BIT_FIELDS = 3;
    private static final int ALPHA_BIT_FIELDS = 6;

    private final FileBytes bytes = new FileBytes();
    /** Red, green, blue, alpha. */
    private final int[] masks = new int[4];

    private int height;
    private int width;
    private boolean topDown;
    private int bits;
    private int compression;
    private int palette;
    private int entryBytes;
    private int entries;
    private int data;
    private byte[] indices = new byte[0];

    @Override
    public void open(byte[] file, int length) throws DamagedFileException {
        bytes.reset(file, length, true);
        long offset = bytes.u32(10);
        long headerBytes = bytes.u32(14);
        boolean core = headerBytes == CORE_HEADER_BYTES;
        if (!core
                && headerBytes != INFO_HEADER_BYTES
                && headerBytes != 52
                && headerBytes != 56
                && headerBytes != 108
                && headerBytes != 124) {
            throw new DamagedFileException("a header of " + headerBytes + " bytes is not read");
        }
        bytes.require(FILE_HEADER_BYTES, headerBytes);
        bytes.require(0, offset);
        width = core ? bytes.u16(18) : bytes.s32(18);
        int signedHeight = core ? bytes.u16(20) : bytes.s32(22);
        topDown = signedHeight < 0;
        height = Math.abs(signedHeight);
        bits = bytes.u16(core ? 24 : 28);
        compression = core ? RGB : bytes.s32(30);
        if (width <= 0 || height <= 0) {
            throw new DamagedFileException("no valid height or width in its header");
        }
        long maskBytes = takeMasks((int) headerBytes);
        palette = (int) (FILE_HEADER_BYTES + headerBytes + maskBytes);
        entryBytes = core ? 3 : 4;
        data = (int) offset;
        takePalette(core ? 0 : bytes.u32(46));
        boolean known =
                switch (compression) {
                    case RGB -> bits == 1 || bits == 4 || bits == 8 || bits == 16 || bits == 24 || bits == 32;
                    case RLE8 -> bits == 8 && !topDown;
                    case RLE4 -> bits == 4 && !topDown;
                    case BIT_FIELDS, ALPHA_BIT_FIELDS -> bits == 16 || bits == 32;
                    default -> false;
                };
        if (!known) {
            throw new DamagedFileException(bits + " bits with compression " + compression + " are not read");
        }
        if (compression != RLE8 && compression != RLE4) {
            bytes.require(data, (long) rowBytes() * height);
        }
    }

    /** Takes the bits of each channel, and returns how many bytes they have after the header. */
    private long takeMasks(int headerBytes) throws DamagedFileException {
        if (compression != BIT_FIELDS && compression != ALPHA_BIT_FIELDS) {
            boolean few = bits == 16;
            masks[0] = few ? 0x7c00 : 0xff0000;
            masks[1] = few ? 0x3e0 : 0xff00;
            masks[2] = few ? 0x1f : 0xff;
            masks[3] = 0;
            return 0;
        }
        boolean inHeader = headerBytes > INFO_HEADER_BYTES;
        boolean alpha = inHeader ? headerBytes >= ALPHA_HEADER_BYTES : compression == ALPHA_BIT_FIELDS;
        for (int i = 0; i < 3; i++) {
            masks[i] = bytes.s32(FILE_HEADER_BYTES + INFO_HEADER_BYTES + 4L * i);
        }
        masks[3] = alpha ? bytes.s32(FILE_HEADER_BYTES + INFO_HEADER_BYTES + 12L) : 0;
        for (int mask : masks) {
            int shifted = mask >>> Integer.numberOfTrailingZeros(mask);
            if (mask != 0 && (shifted & (shifted + 1)) != 0) {
                throw new DamagedFileException("a channel in separate bits");
            }
        }
        return inHeader ? 0 : alpha ? 16 : 12;
    }

    private void takePalette(long named) throws DamagedFileException {
        entries = 0;
        if (bits <= 8) {
            int most = 1 << bits;
            entries = (int) (named == 0 || named > most ? most : named);
            // Some files have fewer than the header implies.
            entries = Math.min(entries, Math.max(data - palette, 0) / entryBytes);
            bytes.require(palette, (long) entries * entryBytes);
        }
    }

    private int rowBytes() throws DamagedFileException {
        long rowBytes = ((long) width * bits + 31) / 32 * 4;
        bytes.require(0, rowBytes);
        return (int) rowBytes;
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
        if (compression == RLE8 || compression == RLE4) {
            readRuns(pixels);
            return;
        }
        int rowBytes = rowBytes();
        for (int y = 0; y < height; y++) {
            int from = data + y * rowBytes;
            int to = 3 * width * (topDown ? y : height - 1 - y);
            if (bits <= 8) {
                for (int x = 0; x < width; x++) {
                    store(Samples.packed(bytes.array(), from, x, bits), pixels, to + 3 * x);
                }
            } else {
                storeRow(from, pixels, to);
            }
        }
    }

    private void readRuns(byte[] pixels) throws DamagedFileException {
        if (indices.length < height * width) {
            indices = new byte[height * width];
        }
        BmpRuns.decode(bytes, data, bits, height, width, indices);
        for (int i = 0; i < height * width; i++) {
            store(indices[i] & 0xff, pixels, 3 * i);
        }
    }

    private void storeRow(int from, byte[] pixels, int to) throws DamagedFileException {
        for (int x = 0; x < width; x++) {
            int at = to + 3 * x;
            if (bits == 24) {
                pixels[at] = (byte) bytes.u8(from + 3L * x + 2);
                pixels[at + 1] = (byte) bytes.u8(from + 3L * x + 1);
                pixels[at + 2] = (byte) bytes.u8(from + 3L * x);
            } else {
                int word = bits == 16 ? bytes.u16(from + 2L * x) : bytes.s32(from + 4L * x);
                int alpha = masks[3] == 0 ? 255 : channel(word, masks[3]);
                for (int i = 0; i < 3; i++) {
                    pixels[at + i] = (byte) Samples.overWhite(channel(word, masks[i]), alpha);
                }
            }
        }
    }

    private static int channel(int word, int mask) {
        int shift = Integer.numberOfTrailingZeros(mask);
        long largest = Integer.toUnsignedLong(mask >>> shift);
        long value = Integer.toUnsignedLong((word & mask) >>> shift);
        return largest == 0 ? 0 : (int) ((value * 255 + largest / 2) / largest);
    }

    private void store(int index, byte[] pixels, int at) throws DamagedFileException {
        if (index >= entries) {
            throw new DamagedFileException("a pixel outside of the palette");
        }
        long entry = palette + (long) index * entryBytes;
        pixels[at] = (byte) bytes.u8(entry + 2);
        pixels[at + 1] = (byte) bytes.u8(entry + 1);
        pixels[at + 2] = (byte) bytes.u8(entry);
    }
}
