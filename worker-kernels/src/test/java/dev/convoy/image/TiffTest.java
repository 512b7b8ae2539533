package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiffTest {
    private static final int HEIGHT = 7;
    private static final int WIDTH = 11;
    private static final int WHITE_IS_ZERO = 0;
    private static final int BLACK_IS_ZERO = 1;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int CMYK = 5;

    @ParameterizedTest
    @CsvSource({"1,true", "2,false", "4,true", "8,false", "16,true", "16,false"})
    void greyIsScaledExactlyAndMayBeInverted(int bits, boolean littleEndian) {
        byte[] rows = rows(1, bits, littleEndian);
        Picture grey = Picture.of(HEIGHT, WIDTH, 1, (row, column, channel) -> value(row, column, bits));

        Picture.decoded(file(littleEndian, BLACK_IS_ZERO, 1, bits).strips(rows)).assertSameAs(grey);
        Picture.decoded(file(littleEndian, WHITE_IS_ZERO, 1, bits).strips(rows))
                .assertSameAs(Picture.of(HEIGHT, WIDTH, 1, (row, column, channel) -> 255 - grey.value(row, column, 0)));
    }

    @ParameterizedTest
    @CsvSource({"1,true", "4,true", "8,false"})
    void palettesBecomeColours(int bits, boolean littleEndian) {
        int entries = 1 << bits;
        long[] map = new long[3 * entries];
        for (int i = 0; i < map.length; i++) {
            map[i] = (i * 7919L + 300) & 0xffff;
        }
        byte[] file = file(littleEndian, PALETTE, 1, bits)
                .tag(TiffFile.COLOR_MAP, map)
                .strips(rows(1, bits, littleEndian));

        Picture.decoded(file)
                .assertSameAs(Picture.of(
                        HEIGHT,
                        WIDTH,
                        3,
                        (row, column, channel) -> (int) map[channel * entries + sample(row, column, bits)] >> 8));
    }

    @Test
    void palettesOfBytesAreRead() {
        byte[] file = new TiffFile(true, 1, 2, PALETTE, 1, 1)
                .tag(TiffFile.COLOR_MAP, 255, 2, 3, 4, 5, 6)
                .strips(new byte[] {0x40});

        Picture.decoded(file).assertSameAs(new Picture(1, 2, 3, new byte[] {-1, 3, 5, 2, 4, 6}));
    }

    @ParameterizedTest
    @CsvSource({"8,true", "8,false", "16,true", "16,false"})
    void coloursTakeTheHighByte(int bits, boolean littleEndian) {
        byte[] file = file(littleEndian, RGB, 3, bits)
                .tag(TiffFile.BITS, bits, bits, bits)
                .strips(rows(3, bits, littleEndian));

        Picture.decoded(file).assertSameAs(colours(3, bits));
    }

    @Test
    void inkBecomesColours() {
        byte[] file = file(true, CMYK, 4, 8).strips(rows(4, 8, true));

        Picture.decoded(file)
                .assertSameAs(Picture.of(
                        HEIGHT,
                        WIDTH,
                        3,
                        (row, column, channel) -> (255 - sample(row, 4 * column + channel, 8))
                                * (255 - sample(row, 4 * column + 3, 8))
                                / 255));
    }

    @ParameterizedTest
    @ValueSource(ints = {BLACK_IS_ZERO, RGB})
    void extraSamplesAreNothingOrAlpha(int photometric) {
        int channels = photometric == RGB ? 3 : 1;
        int samples = channels + 1;
        byte[] rows = rows(samples, 8, true);
        for (int kind = 0; kind <= 2; kind++) {
            int extra = kind;
            byte[] file = file(true, photometric, samples, 8)
                    .tag(TiffFile.EXTRA_SAMPLES, extra)
                    .strips(rows);

            Picture.decoded(file).assertSameAs(Picture.of(HEIGHT, WIDTH, channels, (row, column, channel) -> {
                int value = sample(row, samples * column + channel, 8);
                int alpha = sample(row, samples * column + channels, 8);
                return extra == 0
                        ? value
                        : extra == 1 ? Math.min(255, value + 255 - alpha) : DirtyImages.overWhite(value, alpha);
            }));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 100})
    void stripsFollowOneAnother(int rowsPerStrip) {
        byte[] rows = rows(3, 8, true);
        int strip = Math.min(rowsPerStrip, HEIGHT) * 3 * WIDTH;
        byte[][] strips = new byte[(rows.length + strip - 1) / strip][];
        for (int i = 0; i < strips.length; i++) {
            strips[i] = Arrays.copyOfRange(rows, i * strip, Math.min((i + 1) * strip, rows.length));
        }
        byte[] file =
                file(true, RGB, 3, 8).tag(TiffFile.ROWS_PER_STRIP, rowsPerStrip).strips(strips);

        Picture.decoded(file).assertSameAs(colours(3, 8));
    }

    @Test
    void tilesMayPassTheEdges() {
        byte[][] tiles = new byte[6][4 * 4 * 3];
        for (int tile = 0; tile < tiles.length; tile++) {
            for (int i = 0; i < tiles[tile].length; i++) {
                int row = tile / 3 * 4 + i / 12;
                tiles[tile][i] = (byte) sample(row, (tile % 3 * 4 + i / 3 % 4) * 3 + i % 3, 8);
            }
        }
        byte[] file = file(true, RGB, 3, 8)
                .tag(TiffFile.TILE_WIDTH, 4)
                .tag(TiffFile.TILE_HEIGHT, 4)
                .tiles(tiles);

        Picture.decoded(file).assertSameAs(colours(3, 8));
    }

    @Test
    void aTileThatIsMuchWiderThanItsImageIsRefused() {
        byte[] file = file(true, RGB, 3, 8)
                .tag(TiffFile.TILE_WIDTH, 1 << 26)
                .tag(TiffFile.TILE_HEIGHT, 1)
                .tiles(new byte[6][8]);

        Picture.assertRefused(file, "tiles of 1×67108864 pixels");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void planesAreInterleaved(int bits) {
        byte[][] planes = new byte[3][];
        for (int plane = 0; plane < 3; plane++) {
            int channel = plane;
            planes[plane] = packed(WIDTH, bits, true, (row, i) -> sample(row, 3 * i + channel, bits));
        }
        byte[] file = file(true, RGB, 3, bits).tag(TiffFile.PLANAR, 2).strips(planes);

        Picture.decoded(file).assertSameAs(colours(3, bits));
    }

    @ParameterizedTest
    @CsvSource({"8,true", "16,true", "16,false"})
    void predictionIsUndone(int bits, boolean littleEndian) {
        int mask = (1 << bits) - 1;
        byte[] rows = packed(
                3 * WIDTH,
                bits,
                littleEndian,
                (row, i) -> (sample(row, i, bits) - (i < 3 ? 0 : sample(row, i - 3, bits))) & mask);
        byte[] file = file(littleEndian, RGB, 3, bits)
                .tag(TiffFile.PREDICTOR, 2)
                .tag(TiffFile.COMPRESSION, 8)
                .strips(PngFile.deflated(rows));

        Picture.decoded(file).assertSameAs(colours(3, bits));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32773})
    void nothingIsPredictedWithoutLzwOrDeflate(int compression) {
        byte[] rows = rows(1, 8, true);
        byte[] packed = new FileBuilder(true).bytes(rows.length - 1).bytes(rows).build();
        byte[] file = file(true, BLACK_IS_ZERO, 1, 8)
                .tag(TiffFile.PREDICTOR, 2)
                .tag(TiffFile.COMPRESSION, compression)
                .strips(compression == 1 ? rows : packed);

        Picture.decoded(file).assertSameAs(colours(1, 8));
    }

    @Test
    void packedBytesAreRepeatedOrNot() {
        byte[] packed = {2, 1, 2, 3, -3, 9, -128, 0, 7};
        byte[] file = new TiffFile(true, 2, 4, BLACK_IS_ZERO, 1, 8)
                .tag(TiffFile.COMPRESSION, 32773)
                .strips(packed);

        Picture.decoded(file).assertSameAs(new Picture(2, 4, 1, new byte[] {1, 2, 3, 9, 9, 9, 9, 7}));
    }

    @ParameterizedTest
    @CsvSource({"LZW, 300", "LZW, 5", "ZLib, 300", "Deflate, 50", "PackBits, 300"})
    void whatTheJdkWritesIsRead(String compression, int side) throws IOException {
        Picture noise = Picture.of(
                side, side + 3, 3, (row, column, channel) -> Picture.mixed(row / 3, column / 2, channel) & 0xff);
        BufferedImage image = new BufferedImage(noise.width(), side, BufferedImage.TYPE_3BYTE_BGR);
        for (int i = 0; i < noise.pixels().length; i++) {
            int pixel = i / 3;
            image.getRaster().setSample(pixel % noise.width(), pixel / noise.width(), i % 3, noise.pixels()[i] & 0xff);
        }
        for (boolean tiled : new boolean[] {false, true}) {
            Picture.decoded(written(image, compression, tiled)).assertSameAs(noise);
        }
    }

    private static byte[] written(BufferedImage image, String compression, boolean tiled) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionType(compression);
        if (tiled) {
            settings.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setTiling(16, 32, 0, 0);
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    @Test
    void orientationTurnsIt() {
        for (int i = 1; i <= 8; i++) {
            byte[] file = file(true, RGB, 3, 8).tag(TiffFile.ORIENTATION, i).strips(rows(3, 8, true));

            Picture.decoded(file).assertSameAs(DirtyImages.upright(i, colours(3, 8)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 32773})
    void isRefusedWhereverItsDataIsCut(int compression) {
        byte[] rows = rows(1, 8, true);
        byte[] packed = new FileBuilder(true).bytes(rows.length - 1).bytes(rows).build();
        byte[] data = compression == 8 ? PngFile.deflated(rows) : compression == 1 ? rows : packed;
        // What follows the pixels of compressed data is its checksum.
        for (int length = 0; length < data.length - (compression == 8 ? 5 : 0); length++) {
            byte[] file = file(true, BLACK_IS_ZERO, 1, 8)
                    .tag(TiffFile.COMPRESSION, compression)
                    .strips(Arrays.copyOf(data, length));

            Picture.assertRefused(file, "truncated");
        }
        byte[] file = file(true, BLACK_IS_ZERO, 1, 8).strips(rows);
        for (int length = 4; length < file.length - 4; length++) {
            Picture.assertRefused(Arrays.copyOf(file, length), "truncated");
        }
    }

    @Test
    void otherKindsAreRefused() {
        byte[] rows = new byte[1000];

        Picture.assertRefused(file(true, BLACK_IS_ZERO, 1, 32).strips(rows), "32 bits a sample");
        Picture.assertRefused(file(true, 6, 3, 8).strips(rows), "colour space 6");
        Picture.assertRefused(
                file(true, BLACK_IS_ZERO, 1, 16).tag(TiffFile.SAMPLE_FORMAT, 3).strips(rows), "unsigned integers");
        Picture.assertRefused(file(true, RGB, 3, 8).tag(TiffFile.BITS, 5, 6, 5).strips(rows), "different length");
        Picture.assertRefused(file(true, RGB, 3, 8).tag(TiffFile.COMPRESSION, 7).strips(rows), "compression 7");
        Picture.assertRefused(file(true, RGB, 2, 8).strips(rows), "2 samples");
        Picture.assertRefused(new TiffFile(true, 9_000, 9_000, RGB, 3, 8).strips(rows), "more than 64 megapixels");
        Picture.assertRefused(file(true, PALETTE, 1, 8).strips(rows), "truncated");
        assertThat(ImageFormat.of(new byte[] {'I', 'I', 43, 0}, 4))
                .as("BigTIFF")
                .isEmpty();
    }

    /** Returns a file that is read. */
    static byte[] example() {
        return file(true, RGB, 3, 8).tag(TiffFile.COMPRESSION, 8).strips(PngFile.deflated(rows(3, 8, true)));
    }

    private static TiffFile file(boolean littleEndian, int photometric, int samples, int bits) {
        return new TiffFile(littleEndian, HEIGHT, WIDTH, photometric, samples, bits);
    }

    private static byte[] rows(int samples, int bits, boolean littleEndian) {
        return packed(samples * WIDTH, bits, littleEndian, (row, i) -> sample(row, i, bits));
    }

    private static byte[] packed(int samplesPerRow, int bits, boolean littleEndian, PngFile.Samples values) {
        FileBuilder rows = new FileBuilder(littleEndian);
        for (int row = 0; row < HEIGHT; row++) {
            byte[] packed = new byte[(samplesPerRow * bits + 7) / 8];
            for (int i = 0; i < samplesPerRow; i++) {
                if (bits == 16) {
                    rows.u16(values.at(row, i));
                } else {
                    PngFile.put(packed, 0, i, bits, values.at(row, i));
                }
            }
            if (bits < 16) {
                rows.bytes(packed);
            }
        }
        return rows.build();
    }

    private static Picture colours(int channels, int bits) {
        return Picture.of(
                HEIGHT, WIDTH, channels, (row, column, channel) -> value(row, channels * column + channel, bits));
    }

    private static int value(int row, int index, int bits) {
        int sample = sample(row, index, bits);
        return bits == 16 ? sample >> 8 : sample * 255 / ((1 << bits) - 1);
    }

    private static int sample(int row, int index, int bits) {
        return Picture.mixed(row, index, 0) & ((1 << bits) - 1);
    }
}
