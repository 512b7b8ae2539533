package dev.convoy.image;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files chunk by chunk, also such that break the rules. */
final class PngFile {
    static final int GREY = 0;
    static final int COLOUR = 2;
    static final int PALETTE = 3;
    static final int GREY_ALPHA = 4;
    static final int COLOUR_ALPHA = 6;

    private final FileBuilder file = new FileBuilder(false);

    PngFile() {
        file.bytes(0x89).text("PNG\r\n").bytes(0x1a).text("\n");
    }

    static PngFile of(int height, int width, int bits, int type) {
        return new PngFile().header(height, width, bits, type, 0);
    }

    PngFile header(int height, int width, int bits, int type, int interlace) {
        return chunk(
                "IHDR",
                new FileBuilder(false)
                        .u32(width, height)
                        .bytes(bits, type, 0, 0, interlace)
                        .build());
    }

    PngFile chunk(String type, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(StandardCharsets.ISO_8859_1));
        crc.update(data);
        file.u32(data.length).text(type).bytes(data).u32(crc.getValue());
        return this;
    }

    PngFile chunk(String type, int... data) {
        return chunk(type, new FileBuilder(false).bytes(data).build());
    }

    /** Adds compressed image data: rows, each after the number of its filter. */
    PngFile data(byte[] rows) {
        return chunk("IDAT", deflated(rows));
    }

    byte[] end() {
        return chunk("IEND").file.build();
    }

    byte[] unfinished() {
        return file.build();
    }

    static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(data);
        deflater.finish();
        FileBuilder compressed = new FileBuilder(false);
        byte[] part = new byte[1 << 16];
        while (!deflater.finished()) {
            int length = deflater.deflate(part);
            compressed.bytes(java.util.Arrays.copyOf(part, length));
        }
        deflater.end();
        return compressed.build();
    }

    /** Returns rows for {@link #data} without filters: {@code values} are samples of 1 to 16 bits. */
    static byte[] rows(int height, int samplesPerRow, int bits, Samples values) {
        int rowBytes = (samplesPerRow * bits + 7) / 8;
        byte[] rows = new byte[height * (1 + rowBytes)];
        for (int row = 0; row < height; row++) {
            int start = row * (1 + rowBytes) + 1;
            for (int i = 0; i < samplesPerRow; i++) {
                put(rows, start, i, bits, values.at(row, i));
            }
        }
        return rows;
    }

    /** A sample by its row and its place in the row. */
    @FunctionalInterface
    interface Samples {
        int at(int row, int index);
    }

    static void put(byte[] row, int start, int index, int bits, int value) {
        if (bits == 16) {
            row[start + 2 * index] = (byte) (value >> 8);
            row[start + 2 * index + 1] = (byte) value;
        } else {
            int bit = index * bits;
            row[start + bit / 8] |= (byte) (value << (8 - bits - bit % 8));
        }
    }

    /** Returns a file of grey or colour pixels of 8 bits. */
    static byte[] of(Picture picture) {
        int samples = picture.width() * picture.channels();
        return of(picture.height(), picture.width(), 8, picture.channels() == 1 ? GREY : COLOUR)
                .data(rows(picture.height(), samples, 8, (row, i) -> picture.pixels()[row * samples + i] & 0xff))
                .end();
    }
}
