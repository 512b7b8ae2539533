package dev.convoy.image;

import java.util.function.IntBinaryOperator;

/**
 * Writes baseline JPEG files of blocks of 8×8 equal pixels: a block has one coefficient, so that its components are
 * exact whatever decodes them.
 */
final class BlockJpeg {
    static final int BLOCK = 8;

    private static final int CATEGORIES = 9;
    private static final int CATEGORY_BITS = 4;

    private final int rows;
    private final int columns;
    private final IntBinaryOperator[] components;
    private final FileBuilder segments = new FileBuilder(false);
    private int firstId = 1;
    private int frame = 0xc0;

    /** @param components for each, the value of a block by its row and column */
    BlockJpeg(int rows, int columns, IntBinaryOperator... components) {
        this.rows = rows;
        this.columns = columns;
        this.components = components;
    }

    BlockJpeg jfif() {
        return segment(0xe0, new FileBuilder(false).text("JFIF\0").bytes(1, 2, 0, 0, 1, 0, 1, 0, 0));
    }

    BlockJpeg adobe(int transform) {
        return segment(0xee, new FileBuilder(false).text("Adobe").bytes(0, 100, 0, 0, 0, 0, transform));
    }

    BlockJpeg exif(int orientation, boolean littleEndian) {
        return segment(0xe1, new FileBuilder(false).text("Exif\0\0").bytes(exifBlock(orientation, littleEndian)));
    }

    BlockJpeg segment(int marker, FileBuilder content) {
        segments.bytes(0xff, marker).u16(content.size() + 2).bytes(content.build());
        return this;
    }

    BlockJpeg firstId(int id) {
        firstId = id;
        return this;
    }

    /** Takes another marker than that of a baseline frame. */
    BlockJpeg frame(int marker) {
        frame = marker;
        return this;
    }

    /** Returns EXIF data whose second number is the orientation. */
    static byte[] exifBlock(int orientation, boolean littleEndian) {
        return new FileBuilder(littleEndian)
                .text(littleEndian ? "II" : "MM")
                .u16(42)
                .u32(8)
                .u16(2)
                .u16(0x100, 3)
                .u32(1)
                .u16(8, 0)
                .u16(0x112, 3)
                .u32(1)
                .u16(orientation, 0)
                .u32(0)
                .build();
    }

    byte[] build() {
        FileBuilder file = new FileBuilder(false).bytes(0xff, 0xd8).bytes(segments.build());
        quantization(file);
        frameHeader(file);
        tables(file);
        file.bytes(0xff, 0xda).u16(6 + 2 * components.length).bytes(components.length);
        for (int i = 0; i < components.length; i++) {
            file.bytes(firstId + i, 0);
        }
        return file.bytes(0, 63, 0).bytes(scan()).bytes(0xff, 0xd9).build();
    }

    /** A factor of 8, so that the first coefficient, 8 times the mean, is stored as the mean. */
    private static void quantization(FileBuilder file) {
        file.bytes(0xff, 0xdb).u16(67).bytes(0);
        for (int i = 0; i < BLOCK * BLOCK; i++) {
            file.bytes(BLOCK);
        }
    }

    private void frameHeader(FileBuilder file) {
        file.bytes(0xff, frame).u16(8 + 3 * components.length).bytes(8).u16(rows * BLOCK, columns * BLOCK);
        file.bytes(components.length);
        for (int i = 0; i < components.length; i++) {
            file.bytes(firstId + i, 0x11, 0);
        }
    }

    /** Codes: each category of a difference in four bits; the end of a block in one bit. */
    private static void tables(FileBuilder file) {
        file.bytes(0xff, 0xc4)
                .u16(19 + CATEGORIES)
                .bytes(0x00, 0, 0, 0, CATEGORIES)
                .zeros(12);
        for (int i = 0; i < CATEGORIES; i++) {
            file.bytes(i);
        }
        file.bytes(0xff, 0xc4).u16(20).bytes(0x10, 1).zeros(15).bytes(0);
    }

    private byte[] scan() {
        StringBuilder bits = new StringBuilder();
        int[] before = new int[components.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                for (int i = 0; i < components.length; i++) {
                    int value = components[i].applyAsInt(row, column) - 128;
                    difference(value - before[i], bits);
                    bits.append('0');
                    before[i] = value;
                }
            }
        }
        while (bits.length() % 8 != 0) {
            bits.append('1');
        }
        FileBuilder scan = new FileBuilder(false);
        for (int i = 0; i < bits.length(); i += 8) {
            int value = Integer.parseInt(bits.substring(i, i + 8), 2);
            scan.bytes(value);
            if (value == 0xff) {
                scan.bytes(0);
            }
        }
        return scan.build();
    }

    private static void difference(int difference, StringBuilder bits) {
        int category = Integer.SIZE - Integer.numberOfLeadingZeros(Math.abs(difference));
        binary(category, CATEGORY_BITS, bits);
        binary(difference < 0 ? difference + (1 << category) - 1 : difference, category, bits);
    }

    private static void binary(int value, int length, StringBuilder bits) {
        for (int i = length - 1; i >= 0; i--) {
            bits.append((value >> i) & 1);
        }
    }
}
