package dev.convoy.image;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BmpTest {
    private static final int HEIGHT = 5;
    private static final int WIDTH = 7;
    private static final int RGB = 0;
    private static final int BIT_FIELDS = 3;

    @ParameterizedTest
    @CsvSource({"1,true", "4,false", "8,true", "8,false"})
    void palettesBecomeColours(int bits, boolean topDown) {
        byte[] file = file(bits, RGB, topDown, 1 << bits, palette(1 << bits, 4), rows(bits, topDown));

        Picture.decoded(file).assertSameAs(colours(bits));
    }

    @Test
    void os2HasPalettesOfThreeBytes() {
        byte[] palette = palette(16, 3);
        byte[] rows = rows(4, false);
        byte[] file = new FileBuilder(true)
                .text("BM")
                .u32(26 + palette.length + rows.length, 0, 26 + palette.length, 12)
                .u16(WIDTH, HEIGHT, 1, 4)
                .bytes(palette)
                .bytes(rows)
                .build();

        Picture.decoded(file).assertSameAs(colours(4));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void threeBytesAreBlueGreenRed(boolean topDown) {
        Picture noise = Picture.noise(HEIGHT, WIDTH, 3);
        FileBuilder rows = new FileBuilder(true);
        for (int i = 0; i < HEIGHT; i++) {
            int row = topDown ? i : HEIGHT - 1 - i;
            for (int column = 0; column < WIDTH; column++) {
                rows.bytes(noise.value(row, column, 2), noise.value(row, column, 1), noise.value(row, column, 0));
            }
            rows.zeros(3);
        }

        Picture.decoded(file(24, RGB, topDown, 0, new byte[0], rows.build())).assertSameAs(noise);
    }

    @Test
    void theFourthByteIsNothingUnlessTheHeaderSaysAlpha() {
        Picture four = Picture.noise(HEIGHT, WIDTH, 4);
        FileBuilder rows = new FileBuilder(true);
        for (int row = HEIGHT - 1; row >= 0; row--) {
            for (int column = 0; column < WIDTH; column++) {
                rows.bytes(four.value(row, column, 2), four.value(row, column, 1), four.value(row, column, 0));
                rows.bytes(four.value(row, column, 3));
            }
        }
        byte[] plain = file(32, RGB, false, 0, new byte[0], rows.build());
        byte[] alpha = newHeader(32, rows.build(), 0xff0000, 0xff00, 0xff, 0xff000000);

        Picture.decoded(plain).assertSameAs(Picture.of(HEIGHT, WIDTH, 3, four::value));
        Picture.decoded(alpha)
                .assertSameAs(Picture.of(
                        HEIGHT,
                        WIDTH,
                        3,
                        (row, column, channel) ->
                                DirtyImages.overWhite(four.value(row, column, channel), four.value(row, column, 3))));
    }

    @Test
    void fiveAndSixBitsAreScaledToTheNearest() {
        FileBuilder rows = new FileBuilder(true);
        for (int row = HEIGHT - 1; row >= 0; row--) {
            for (int column = 0; column < WIDTH; column++) {
                rows.u16(Picture.mixed(row, column, 0) & 0xffff);
            }
            rows.zeros(2);
        }
        byte[] five = file(16, RGB, false, 0, new byte[0], rows.build());
        byte[] masks = new FileBuilder(true).u32(0xf800, 0x7e0, 0x1f).build();
        byte[] six = file(16, BIT_FIELDS, false, 0, masks, rows.build());

        Picture.decoded(five).assertSameAs(fields(new int[] {10, 5, 0}, new int[] {5, 5, 5}));
        Picture.decoded(six).assertSameAs(fields(new int[] {11, 5, 0}, new int[] {5, 6, 5}));
        Picture.decoded(newHeader(16, rows.build(), 0xf800, 0x7e0, 0x1f, 0))
                .assertSameAs(fields(new int[] {11, 5, 0}, new int[] {5, 6, 5}));
    }

    private static Picture fields(int[] shifts, int[] bits) {
        return Picture.of(HEIGHT, WIDTH, 3, (row, column, channel) -> {
            int largest = (1 << bits[channel]) - 1;
            int value = (Picture.mixed(row, column, 0) & 0xffff) >> shifts[channel] & largest;
            return (int) Math.rint(value * 255.0 / largest);
        });
    }

    @Test
    void runLengthsAreRead() {
        byte[] runs = {
            // The lowest row: a run; a literal; the row ends early.
            3,
            1,
            0,
            3,
            2,
            3,
            4,
            0,
            0,
            0,
            // Skip a row and a column, then a run up to the end, without an end of the row.
            0,
            2,
            1,
            1,
            6,
            5,
            0,
            0,
            2,
            6,
            0,
            1
        };
        int[][] rows = {{}, {6, 6}, {0, 5, 5, 5, 5, 5, 5}, {}, {1, 1, 1, 2, 3, 4, 0}};

        Picture.decoded(file(8, 1, false, 256, palette(256, 4), runs)).assertSameAs(indexed(rows));
    }

    @Test
    void runLengthsOfFourBitsAlternate() {
        byte[] runs = {5, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 2, 0x77, 0, 1};
        int[][] rows = {{}, {}, {}, {3, 4, 5, 6, 7, 7, 7}, {1, 2, 1, 2, 1}};

        Picture.decoded(file(4, 2, false, 16, palette(16, 4), runs)).assertSameAs(indexed(rows));
    }

    private static Picture indexed(int[][] rows) {
        byte[] palette = palette(256, 4);
        return Picture.of(HEIGHT, WIDTH, 3, (row, column, channel) -> {
            int index = column < rows[row].length ? rows[row][column] : 0;
            return palette[4 * index + 2 - channel] & 0xff;
        });
    }

    @Test
    void isRefusedWhereverItIsCut() {
        byte[] file = file(8, RGB, false, 256, palette(256, 4), rows(8, false));
        for (int length = 2; length < file.length; length++) {
            Picture.assertRefused(Arrays.copyOf(file, length), "truncated");
        }
        byte[] runs = file(8, 1, false, 256, palette(256, 4), new byte[] {7, 1, 0, 0, 7, 1});
        Picture.assertRefused(runs, "truncated");
    }

    @Test
    void impossibleFilesAreRefused() {
        byte[] palette = palette(256, 4);
        byte[] rows = rows(8, false);

        Picture.assertRefused(file(8, 1, false, 256, palette, new byte[] {9, 1, 0, 1}), "outside of the image");
        Picture.assertRefused(file(8, RGB, false, 2, Arrays.copyOf(palette, 8), rows), "outside of the palette");
        Picture.assertRefused(file(8, 4, false, 256, palette, rows), "compression 4");
        Picture.assertRefused(file(7, RGB, false, 0, palette, rows), "7 bits");
        Picture.assertRefused(newHeader(16, rows(24, false), 0x505, 0, 0, 0), "separate bits");
    }

    /** Returns a file that is read. */
    static byte[] example() {
        return newHeader(16, rows(16, false), 0xf800, 0x7e0, 0x1f, 0);
    }

    /** Returns a file with run lengths that is read. */
    static byte[] runs() {
        return file(4, 2, false, 16, palette(16, 4), new byte[] {5, 0x12, 0, 0, 0, 5, 0x34, 0x56, 0x70, 0, 0, 1});
    }

    private static byte[] file(int bits, int compression, boolean topDown, int entries, byte[] palette, byte[] data) {
        int start = 54 + palette.length;
        return new FileBuilder(true)
                .text("BM")
                .u32(start + data.length, 0, start, 40, WIDTH, topDown ? -HEIGHT : HEIGHT)
                .u16(1, bits)
                .u32(compression, data.length, 0, 0, entries, 0)
                .bytes(palette)
                .bytes(data)
                .build();
    }

    /** Returns a file with the fourth version of the header, which names the bits of each channel. */
    private static byte[] newHeader(int bits, byte[] data, int... masks) {
        FileBuilder file = new FileBuilder(true)
                .text("BM")
                .u32(122 + data.length, 0, 122, 108, WIDTH, HEIGHT)
                .u16(1, bits)
                .u32(BIT_FIELDS, data.length, 0, 0, 0, 0);
        for (int mask : masks) {
            file.u32(mask);
        }
        return file.zeros(52).bytes(data).build();
    }

    private static byte[] rows(int bits, boolean topDown) {
        FileBuilder rows = new FileBuilder(true);
        for (int i = 0; i < HEIGHT; i++) {
            byte[] row = new byte[(WIDTH * bits + 31) / 32 * 4];
            for (int column = 0; column < WIDTH && bits <= 8; column++) {
                PngFile.put(row, 0, column, bits, index(topDown ? i : HEIGHT - 1 - i, column, bits));
            }
            rows.bytes(row);
        }
        return rows.build();
    }

    private static Picture colours(int bits) {
        byte[] palette = palette(1 << bits, 4);
        return Picture.of(
                HEIGHT, WIDTH, 3, (row, column, channel) -> palette[4 * index(row, column, bits) + 2 - channel] & 0xff);
    }

    /** Returns blue, green and red of entries, and perhaps a byte more. */
    private static byte[] palette(int entries, int entryBytes) {
        byte[] palette = new byte[entryBytes * entries];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i / entryBytes * 71 + i % entryBytes * 50 + 3);
        }
        return palette;
    }

    private static int index(int row, int column, int bits) {
        return Picture.mixed(row, column, 0) & ((1 << bits) - 1);
    }
}
