package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngTest {
    private static final int HEIGHT = 7;
    private static final int WIDTH = 13;

    @ParameterizedTest
    @CsvSource({"1,255", "2,85", "4,17", "8,1"})
    void greyOfFewBitsIsScaledExactly(int bits, int factor) {
        byte[] file = PngFile.of(HEIGHT, WIDTH, bits, PngFile.GREY)
                .data(PngFile.rows(HEIGHT, WIDTH, bits, (row, i) -> sample(row, i, bits)))
                .end();

        Picture.decoded(file).assertSameAs(grey((row, column, channel) -> factor * sample(row, column, bits)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void palettesBecomeColours(int bits) {
        byte[] palette = new byte[3 << bits];
        for (int i = 0; i < palette.length; i++) {
            palette[i] = (byte) (i * 91 + 5);
        }
        byte[] file = PngFile.of(HEIGHT, WIDTH, bits, PngFile.PALETTE)
                .chunk("PLTE", palette)
                .data(PngFile.rows(HEIGHT, WIDTH, bits, (row, i) -> sample(row, i, bits)))
                .end();

        Picture.decoded(file)
                .assertSameAs(Picture.of(
                        HEIGHT,
                        WIDTH,
                        3,
                        (row, column, channel) -> palette[3 * sample(row, column, bits) + channel] & 0xff));
    }

    @ParameterizedTest
    @CsvSource({"4,8", "4,16", "6,8", "6,16"})
    void alphaIsOverWhite(int type, int bits) {
        int channels = type == PngFile.GREY_ALPHA ? 1 : 3;
        int samples = channels + 1;
        byte[] file = PngFile.of(HEIGHT, WIDTH, bits, type)
                .data(PngFile.rows(HEIGHT, WIDTH * samples, bits, (row, i) -> sample(row, i, bits)))
                .end();

        Picture.decoded(file)
                .assertSameAs(Picture.of(
                        HEIGHT,
                        WIDTH,
                        channels,
                        (row, column, channel) -> DirtyImages.overWhite(
                                sample(row, column * samples + channel, bits) >> (bits - 8),
                                sample(row, column * samples + channels, bits) >> (bits - 8))));
    }

    @ParameterizedTest
    @CsvSource({"2", "4", "8", "16"})
    void oneTransparentGreyIsWhite(int bits) {
        int chosen = sample(2, 3, bits);
        byte[] file = PngFile.of(HEIGHT, WIDTH, bits, PngFile.GREY)
                .chunk("tRNS", chosen >> 8, chosen & 0xff)
                .data(PngFile.rows(HEIGHT, WIDTH, bits, (row, i) -> sample(row, i, bits)))
                .end();

        Picture.decoded(file).assertSameAs(grey((row, column, channel) -> {
            int sample = sample(row, column, bits);
            int value = bits == 16 ? sample >> 8 : sample * 255 / ((1 << bits) - 1);
            return sample == chosen ? 255 : value;
        }));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void oneTransparentColourIsWhite(int bits) {
        FileBuilder chosen = new FileBuilder(false);
        for (int i = 0; i < 3; i++) {
            chosen.u16(sample(2, 9 + i, bits));
        }
        byte[] file = PngFile.of(HEIGHT, WIDTH, bits, PngFile.COLOUR)
                .chunk("tRNS", chosen.build())
                .data(PngFile.rows(HEIGHT, 3 * WIDTH, bits, (row, i) -> sample(row, i, bits)))
                .end();

        Picture decoded = Picture.decoded(file);

        decoded.assertSameAs(Picture.of(
                HEIGHT,
                WIDTH,
                3,
                (row, column, channel) ->
                        row == 2 && column == 3 ? 255 : sample(row, 3 * column + channel, bits) >> (bits - 8)));
        assertThat(decoded.value(2, 3, 0)).isEqualTo(255);
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "0,2,1", "0,16,1", "2,8,3", "6,16,4", "3,4,1"})
    void interlacedIsTheSame(int type, int bits, int samples) {
        for (int width = 1; width <= 9; width++) {
            for (int height = 1; height <= 9; height++) {
                byte[] plain = file(0, height, width, bits, type)
                        .data(PngFile.rows(height, width * samples, bits, (row, i) -> sample(row, i, bits)))
                        .end();
                byte[] interlaced = file(1, height, width, bits, type)
                        .data(interlaced(height, width, bits, samples))
                        .end();

                Picture.decoded(interlaced).assertSameAs(Picture.decoded(plain));
            }
        }
    }

    private static PngFile file(int interlace, int height, int width, int bits, int type) {
        PngFile file = new PngFile().header(height, width, bits, type, interlace);
        return type == PngFile.PALETTE ? file.chunk("PLTE", new byte[48]) : file;
    }

    /** Rows of the seven images that Adam7 cuts an image into: pixels that lie on grids. */
    private static byte[] interlaced(int height, int width, int bits, int samples) {
        int[][] grids = {
            {0, 0, 8, 8}, {0, 4, 8, 8}, {4, 0, 8, 4}, {0, 2, 4, 4}, {2, 0, 4, 2}, {0, 1, 2, 2}, {1, 0, 2, 1}
        };
        FileBuilder rows = new FileBuilder(false);
        for (int[] grid : grids) {
            int columns = (width - grid[1] + grid[3] - 1) / grid[3];
            for (int row = grid[0]; row < height && columns > 0; row += grid[2]) {
                int y = row;
                rows.bytes(PngFile.rows(
                        1,
                        columns * samples,
                        bits,
                        (none, i) -> sample(y, (grid[1] + i / samples * grid[3]) * samples + i % samples, bits)));
            }
        }
        return rows.build();
    }

    @ParameterizedTest
    @CsvSource({"0,1,1", "0,8,1", "2,8,3", "6,16,8"})
    void filtersAreUndone(int type, int bits, int distance) {
        int samples = type == PngFile.GREY ? 1 : type == PngFile.COLOUR ? 3 : 4;
        byte[] rows = PngFile.rows(HEIGHT, WIDTH * samples, bits, (row, i) -> sample(row, i, bits));
        byte[] plain = PngFile.of(HEIGHT, WIDTH, bits, type).data(rows).end();
        byte[] filtered = PngFile.of(HEIGHT, WIDTH, bits, type)
                .data(filtered(rows, rows.length / HEIGHT, distance))
                .end();

        Picture.decoded(filtered).assertSameAs(Picture.decoded(plain));
    }

    /** Row r gets filter r mod 5, as the specification defines it. */
    private static byte[] filtered(byte[] rows, int rowBytes, int distance) {
        byte[] filtered = rows.clone();
        for (int row = 0; row < HEIGHT; row++) {
            int start = row * rowBytes;
            filtered[start] = (byte) (row % 5);
            for (int i = 1; i < rowBytes; i++) {
                int left = i > distance ? rows[start + i - distance] & 0xff : 0;
                int above = row > 0 ? rows[start + i - rowBytes] & 0xff : 0;
                int corner = i > distance && row > 0 ? rows[start + i - distance - rowBytes] & 0xff : 0;
                int predicted =
                        switch (row % 5) {
                            case 1 -> left;
                            case 2 -> above;
                            case 3 -> (left + above) / 2;
                            case 4 -> nearest(left + above - corner, left, above, corner);
                            default -> 0;
                        };
                filtered[start + i] = (byte) (rows[start + i] - predicted);
            }
        }
        return filtered;
    }

    private static int nearest(int target, int... candidates) {
        int best = candidates[0];
        for (int candidate : candidates) {
            if (Math.abs(candidate - target) < Math.abs(best - target)) {
                best = candidate;
            }
        }
        return best;
    }

    @Test
    void dataMayComeInManyChunks() {
        byte[] data = PngFile.deflated(PngFile.rows(HEIGHT, WIDTH, 8, (row, i) -> sample(row, i, 8)));
        PngFile file = PngFile.of(HEIGHT, WIDTH, 8, PngFile.GREY).chunk("tEXt", 1, 2, 3);
        for (byte value : data) {
            file.chunk("IDAT", value).chunk("IDAT");
        }

        Picture.decoded(file.end()).assertSameAs(grey((row, column, channel) -> sample(row, column, 8)));
    }

    @Test
    void exifTurnsIt() {
        Picture stored = Picture.noise(HEIGHT, WIDTH, 3);
        for (int i = 1; i <= 8; i++) {
            byte[] file = PngFile.of(HEIGHT, WIDTH, 8, PngFile.COLOUR)
                    .chunk("eXIf", BlockJpeg.exifBlock(i, true))
                    .data(PngFile.rows(HEIGHT, 3 * WIDTH, 8, (row, k) -> stored.value(row, k / 3, k % 3)))
                    .end();

            Picture.decoded(file).assertSameAs(DirtyImages.upright(i, stored));
        }
    }

    @Test
    void isRefusedWhereverItIsCut() {
        byte[] file = PngFile.of(Picture.noise(HEIGHT, WIDTH, 3));
        for (int length = 8; length < file.length; length++) {
            Picture.assertRefused(Arrays.copyOf(file, length), length < 16 ? "png" : "truncated");
        }
    }

    @Test
    void everyDamagedByteIsSeen() {
        byte[] file = PngFile.of(Picture.noise(HEIGHT, WIDTH, 1));
        for (int i = 8; i < file.length - 12; i++) {
            byte[] damaged = file.clone();
            damaged[i] ^= 4;
            Picture.assertRefused(damaged, "png: ");
        }
    }

    @Test
    void fewerRowsThanPromisedAreRefused() {
        byte[] rows = PngFile.rows(HEIGHT - 1, WIDTH, 8, (row, i) -> sample(row, i, 8));

        Picture.assertRefused(
                PngFile.of(HEIGHT, WIDTH, 8, PngFile.GREY).data(rows).end(), "truncated");
    }

    @Test
    void oddHeadersAreRefused() {
        for (int[] kind : new int[][] {{3, PngFile.GREY}, {4, PngFile.COLOUR}, {16, PngFile.PALETTE}, {8, 1}, {8, 7}}) {
            Picture.assertRefused(
                    PngFile.of(1, 1, kind[0], kind[1]).data(new byte[9]).end(), "kind of pixels");
        }
        Picture.assertRefused(
                PngFile.of(0, 1, 8, PngFile.GREY).data(new byte[9]).end(), "height or width");
        Picture.assertRefused(
                PngFile.of(1, -1, 8, PngFile.GREY).data(new byte[9]).end(), "height or width");
        Picture.assertRefused(
                PngFile.of(1, 1, 8, PngFile.PALETTE).data(new byte[2]).end(), "no palette");
        Picture.assertRefused(PngFile.of(1, 1, 8, PngFile.GREY).end(), "no image data");
        Picture.assertRefused(
                PngFile.of(1, 1, 8, PngFile.GREY)
                        .chunk("CgBI")
                        .data(new byte[2])
                        .end(),
                "critical chunk");
        Picture.assertRefused(
                PngFile.of(1, 70_000, 8, PngFile.GREY).data(new byte[70_001]).end(), "longer than 65535");
    }

    @Test
    void pixelsOutsideOfThePaletteAreRefused() {
        byte[] file = PngFile.of(1, 2, 8, PngFile.PALETTE)
                .chunk("PLTE", 1, 2, 3)
                .data(new byte[] {0, 0, 1})
                .end();

        Picture.assertRefused(file, "outside of the palette");
    }

    private static Picture grey(Picture.Values values) {
        return Picture.of(HEIGHT, WIDTH, 1, values);
    }

    private static int sample(int row, int index, int bits) {
        return Picture.mixed(row, index, 0) & ((1 << bits) - 1);
    }
}
