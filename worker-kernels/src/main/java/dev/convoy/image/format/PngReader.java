package dev.convoy.image.format;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads PNG files (W3C Recommendation, third edition), of an animated one the default image. Checksums are verified; gamma and colour profiles are
 * ignored.
 */
public final class PngReader implements PixelReader, AutoCloseable {
    private static final int SIGNATURE_BYTES = 8;
    /** A chunk's length, type and checksum. */
    private static final int CHUNK_BYTES = 12;

    private static final int GREY = 0;
    private static final int COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int COLOUR_ALPHA = 6;
    /** Adam7: first row, first column, distance of rows, distance of columns. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {0, 4, 8, 8}, {4, 0, 8, 4}, {0, 2, 4, 4}, {2, 0, 4, 2}, {0, 1, 2, 2}, {1, 0, 2, 1}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private final FileBytes bytes = new FileBytes();
    private final Exif exif = new Exif();
    private final Inflater inflater = new Inflater();
    private final CRC32 crc = new CRC32();
    private final byte[] one = new byte[1];
    /** Red, green and blue of each palette entry, over white. */
    private final byte[] palette = new byte[3 * 256];

    private int paletteEntries;
    private int bits;
    private int type;
    private boolean interlaced;
    private int height;
    private int width;
    private int orientation;
    private boolean hasTransparent;
    /** Of grey and colour images without alpha, the samples of a pixel that is transparent. */
    private final int[] transparent = new int[3];

    private int firstData;
    private int nextData;
    private byte[] row = new byte[0];
    private byte[] previous = new byte[0];

    @Override
    public void open(byte[] file, int length) throws DamagedFileException {
        bytes.reset(file, length, false);
        paletteEntries = 0;
        hasTransparent = false;
        orientation = 1;
        firstData = 0;
        int at = SIGNATURE_BYTES;
        if (!bytes.has(at + 4L, "IHDR") || bytes.u32(at) != 13) {
            throw new DamagedFileException("no image header");
        }
        while (!bytes.has(at + 4L, "IEND")) {
            long size = bytes.u32(at);
            bytes.require(at, size + CHUNK_BYTES);
            chunk(at, (int) size);
            at += (int) size + CHUNK_BYTES;
        }
        bytes.require(at, CHUNK_BYTES);
        if (firstData == 0) {
            throw new DamagedFileException("no image data");
        }
        if (type == PALETTE && paletteEntries == 0) {
            throw new DamagedFileException("no palette");
        }
    }

    private void chunk(int at, int size) throws DamagedFileException {
        int start = at + 8;
        if (bytes.has(at + 4L, "IHDR")) {
            verify(at, size);
            header(start);
        } else if (bytes.has(at + 4L, "PLTE")) {
            verify(at, size);
            palette(start, size);
        } else if (bytes.has(at + 4L, "tRNS")) {
            verify(at, size);
            transparency(start, size);
        } else if (bytes.has(at + 4L, "eXIf")) {
            orientation = exif.orientation(bytes.array(), start, start + size);
        } else if (bytes.has(at + 4L, "IDAT")) {
            verify(at, size);
            firstData = firstData == 0 ? at : firstData;
        } else if ((bytes.u8(at + 4L) & 0x20) == 0) {
            throw new DamagedFileException("an unknown critical chunk");
        }
    }

    private void verify(int at, int size) throws DamagedFileException {
        crc.reset();
        crc.update(bytes.array(), at + 4, size + 4);
        if (crc.getValue() != bytes.u32(at + 8L + size)) {
            throw new DamagedFileException("wrong checksum");
        }
    }

    private void header(int start) throws DamagedFileException {
        long wide = bytes.u32(start);
        long high = bytes.u32(start + 4L);
        if (wide == 0 || high == 0 || wide > Integer.MAX_VALUE || high > Integer.MAX_VALUE) {
            throw new DamagedFileException("no valid height or width in its header");
        }
        width = (int) wide;
        height = (int) high;
        bits = bytes.u8(start + 8L);
        type = bytes.u8(start + 9L);
        boolean known =
                switch (type) {
                    case GREY -> bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
                    case PALETTE -> bits == 1 || bits == 2 || bits == 4 || bits == 8;
                    case COLOUR, GREY_ALPHA, COLOUR_ALPHA -> bits == 8 || bits == 16;
                    default -> false;
                };
        if (!known || bytes.u8(start + 10L) != 0 || bytes.u8(start + 11L) != 0 || bytes.u8(start + 12L) > 1) {
            throw new DamagedFileException("no valid kind of pixels in its header");
        }
        interlaced = bytes.u8(start + 12L) == 1;
    }

    private void palette(int start, int size) throws DamagedFileException {
        if (size % 3 != 0 || size > palette.length) {
            throw new DamagedFileException("a palette of wrong length");
        }
        System.arraycopy(bytes.array(), start, palette, 0, size);
        paletteEntries = size / 3;
    }

    private void transparency(int start, int size) throws DamagedFileException {
        if (type == PALETTE) {
            for (int i = 0; i < Math.min(size, paletteEntries); i++) {
                int alpha = bytes.u8(start + (long) i);
                for (int j = 3 * i; j < 3 * i + 3; j++) {
                    palette[j] = (byte) Samples.overWhite(palette[j] & 0xff, alpha);
                }
            }
        } else if (type == GREY || type == COLOUR) {
            hasTransparent = true;
            for (int i = 0; i < channels(); i++) {
                transparent[i] = bytes.u16(start + 2L * i);
            }
        }
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
    public int channels() {
        return type == GREY || type == GREY_ALPHA ? 1 : 3;
    }

    @Override
    public int orientation() {
        return orientation;
    }

    @Override
    public void read(byte[] pixels) throws DamagedFileException {
        inflater.reset();
        nextData = firstData;
        for (int[] pass : interlaced ? PASSES : WHOLE) {
            int rows = (height - pass[0] + pass[2] - 1) / pass[2];
            int columns = (width - pass[1] + pass[3] - 1) / pass[3];
            if (rows > 0 && columns > 0) {
                readPass(pass, rows, columns, pixels);
            }
        }
        if (inflate(one, 0, 1) != 0) {
            throw new DamagedFileException("more image data than its header says");
        }
        if (!inflater.finished()) {
            throw DamagedFileException.truncated();
        }
    }

    private void readPass(int[] pass, int rows, int columns, byte[] pixels) throws DamagedFileException {
        int samples = type == GREY || type == PALETTE ? 1 : type == GREY_ALPHA ? 2 : type == COLOUR ? 3 : 4;
        int rowBytes = (int) (((long) columns * samples * bits + 7) / 8);
        int pixelBytes = Math.max(samples * bits / 8, 1);
        if (row.length < rowBytes) {
            row = new byte[rowBytes];
            previous = new byte[rowBytes];
        }
        Arrays.fill(previous, 0, rowBytes, (byte) 0);
        for (int y = 0; y < rows; y++) {
            if (inflate(one, 0, 1) != 1 || inflate(row, 0, rowBytes) != rowBytes) {
                throw DamagedFileException.truncated();
            }
            PngFilters.undo(one[0], row, previous, rowBytes, pixelBytes);
            int at = ((pass[0] + y * pass[2]) * width + pass[1]) * channels();
            store(columns, pixels, at, pass[3] * channels());
            byte[] swapped = previous;
            previous = row;
            row = swapped;
        }
    }

    /** Returns how many bytes could be read: fewer at the end of the data only. */
    private int inflate(byte[] to, int offset, int count) throws DamagedFileException {
        int done = 0;
        try {
            while (done < count && !inflater.finished()) {
                int got = inflater.inflate(to, offset + done, count - done);
                done += got;
                if (got == 0 && inflater.needsDictionary()) {
                    throw new DamagedFileException("damaged image data");
                }
                if (got == 0 && inflater.needsInput() && !nextInput()) {
                    break;
                }
            }
        } catch (DataFormatException e) {
            throw new DamagedFileException("damaged image data");
        }
        return done;
    }

    /** Gives the next chunk of data to the inflater. */
    private boolean nextInput() throws DamagedFileException {
        while (bytes.has(nextData + 4L, "IDAT")) {
            int size = bytes.s32(nextData);
            inflater.setInput(bytes.array(), nextData + 8, size);
            nextData += size + CHUNK_BYTES;
            if (size > 0) {
                return true;
            }
        }
        return false;
    }

    /** Writes a row's pixels from {@code at} on, {@code step} bytes apart. */
    private void store(int columns, byte[] pixels, int at, int step) throws DamagedFileException {
        switch (type) {
            case GREY -> storeGrey(columns, pixels, at, step);
            case PALETTE -> storePalette(columns, pixels, at, step);
            case GREY_ALPHA -> storeAlpha(columns, 1, pixels, at, step);
            case COLOUR_ALPHA -> storeAlpha(columns, 3, pixels, at, step);
            default -> storeColour(columns, pixels, at, step);
        }
    }

    private void storeGrey(int columns, byte[] pixels, int start, int step) {
        int at = start;
        int scale = bits < 8 ? Samples.scale(bits) : 1;
        for (int x = 0; x < columns; x++) {
            int sample = bits < 8 ? Samples.packed(row, 0, x, bits) : sample(x);
            int value = bits < 8 ? sample * scale : high(x);
            pixels[at] = (byte) (hasTransparent && sample == transparent[0] ? 255 : value);
            at += step;
        }
    }

    private void storePalette(int columns, byte[] pixels, int start, int step) throws DamagedFileException {
        int at = start;
        for (int x = 0; x < columns; x++) {
            int index = bits < 8 ? Samples.packed(row, 0, x, bits) : row[x] & 0xff;
            if (index >= paletteEntries) {
                throw new DamagedFileException("a pixel outside of the palette");
            }
            pixels[at] = palette[3 * index];
            pixels[at + 1] = palette[3 * index + 1];
            pixels[at + 2] = palette[3 * index + 2];
            at += step;
        }
    }

    private void storeColour(int columns, byte[] pixels, int start, int step) {
        if (bits == 8 && step == 3 && !hasTransparent) {
            System.arraycopy(row, 0, pixels, start, 3 * columns);
            return;
        }
        int at = start;
        for (int x = 0; x < columns; x++) {
            boolean white = hasTransparent
                    && sample(3 * x) == transparent[0]
                    && sample(3 * x + 1) == transparent[1]
                    && sample(3 * x + 2) == transparent[2];
            for (int i = 0; i < 3; i++) {
                pixels[at + i] = (byte) (white ? 255 : high(3 * x + i));
            }
            at += step;
        }
    }

    private void storeAlpha(int columns, int colours, byte[] pixels, int start, int step) {
        int at = start;
        for (int x = 0; x < columns; x++) {
            int first = x * (colours + 1);
            int alpha = high(first + colours);
            for (int i = 0; i < colours; i++) {
                pixels[at + i] = (byte) Samples.overWhite(high(first + i), alpha);
            }
            at += step;
        }
    }

    /** Returns a sample of 8 or 16 bits. */
    private int sample(int index) {
        return bits == 8 ? row[index] & 0xff : (row[2 * index] & 0xff) << 8 | (row[2 * index + 1] & 0xff);
    }

    /** Returns the high byte of a sample of 8 or 16 bits. */
    private int high(int index) {
        return row[bits == 8 ? index : 2 * index] & 0xff;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
