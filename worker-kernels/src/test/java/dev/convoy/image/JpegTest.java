package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegTest {
    private static final int ROWS = 3;
    private static final int COLUMNS = 4;

    @Test
    void greyStaysGrey() {
        byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y).jfif().build();

        Picture.decoded(file).assertSameAs(blocks(1, (row, column, channel) -> y(row, column)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jfif", "adobe", "none"})
    void brightnessAndDifferencesBecomeColours(String marker) {
        BlockJpeg file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y, JpegTest::cb, JpegTest::cr);
        if (marker.equals("jfif")) {
            // JFIF is YCbCr, whatever another marker says.
            file.jfif().adobe(0);
        } else if (marker.equals("adobe")) {
            file.adobe(1);
        }

        Picture.decoded(file.build()).assertSameAs(blocks(3, JpegTest::rgb));
    }

    @Test
    void adobesMarkerMakesComponentsColours() {
        byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y, JpegTest::cb, JpegTest::cr)
                .adobe(0)
                .build();

        Picture.decoded(file).assertSameAs(blocks(3, JpegTest::component));
    }

    @Test
    void inkIsInverted() {
        byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y, JpegTest::cb, JpegTest::cr, JpegTest::k)
                .adobe(0)
                .build();

        Picture.decoded(file)
                .assertSameAs(
                        blocks(3, (row, column, channel) -> component(row, column, channel) * k(row, column) / 255));
    }

    @Test
    void differencesOfInkAreInverted() {
        byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y, JpegTest::cb, JpegTest::cr, JpegTest::k)
                .adobe(2)
                .build();

        Picture.decoded(file)
                .assertSameAs(
                        blocks(3, (row, column, channel) -> (255 - rgb(row, column, channel)) * k(row, column) / 255));
    }

    @ParameterizedTest
    @CsvSource({"1,true", "2,true", "3,false", "4,true", "5,false", "6,true", "7,true", "8,false"})
    void exifTurnsIt(int orientation, boolean littleEndian) {
        byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y)
                .exif(orientation, littleEndian)
                .build();

        Picture.decoded(file).assertSameAs(DirtyImages.upright(orientation, blocks(1, JpegTest::component)));
    }

    @Test
    void orientationsThatDoNotExistAreUpright() {
        for (int orientation : new int[] {0, 9, 0xffff}) {
            byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y)
                    .exif(orientation, true)
                    .build();

            Picture.decoded(file).assertSameAs(blocks(1, JpegTest::component));
        }
    }

    @Test
    void whatFollowsTheEndIsIgnored() {
        byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y).build();

        Picture.decoded(Arrays.copyOf(file, file.length + 100)).assertSameAs(blocks(1, JpegTest::component));
    }

    @Test
    void isRefusedWhereverItIsCut() {
        byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y, JpegTest::cb, JpegTest::cr)
                .jfif()
                .build();
        for (int length = 3; length < file.length; length++) {
            Picture.assertRefused(Arrays.copyOf(file, length), "truncated");
        }
    }

    @Test
    void isRefusedIfItsDataIsCutBeforeItsEnd() {
        byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y, JpegTest::cb, JpegTest::cr).build();
        byte[] cut = Arrays.copyOf(file, file.length - 8);
        cut[cut.length - 2] = (byte) 0xff;
        cut[cut.length - 1] = (byte) 0xd9;

        Picture.assertRefused(cut, "damaged");
    }

    @Test
    void absurdNumbersOfScansAreRefused() {
        byte[] file = new BlockJpeg(ROWS, COLUMNS, JpegTest::y).frame(0xc2).build();
        FileBuilder many = new FileBuilder(false).bytes(Arrays.copyOf(file, file.length - 2));
        for (int i = 0; i < 100; i++) {
            many.bytes(0xff, 0xda).u16(8).bytes(1, 1, 0, 0, 0, 0, 0);
        }

        Picture.assertRefused(many.bytes(0xff, 0xd9).build(), "more than 100 scans");
    }

    @ParameterizedTest
    @CsvSource({"0xc3, lossless", "0xc5, hierarchical", "0xcb, lossless"})
    void framesOfOtherKindsAreRefused(int marker, String reason) {
        Picture.assertRefused(new BlockJpeg(1, 1, JpegTest::y).frame(marker).build(), reason);
    }

    @Test
    void inkOfUnknownSenseIsRefused() {
        byte[] file = new BlockJpeg(1, 1, JpegTest::y, JpegTest::cb, JpegTest::cr, JpegTest::k).build();

        Picture.assertRefused(file, "without Adobe's marker");
    }

    @Test
    void unknownTransformsAreRefused() {
        Picture.assertRefused(
                new BlockJpeg(1, 1, JpegTest::y, JpegTest::cb, JpegTest::cr)
                        .adobe(3)
                        .build(),
                "colour transform");
    }

    @Test
    void twoComponentsAreRefused() {
        Picture.assertRefused(new BlockJpeg(1, 1, JpegTest::y, JpegTest::cb).build(), "2 components");
    }

    @Test
    void tooLargeIsRefusedByItsHeader() {
        byte[] file = new BlockJpeg(1, 1, JpegTest::y).build();
        int frame = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        Arrays.fill(file, frame + 5, frame + 9, (byte) 0xff);

        Picture.assertRefused(file, "65535×65535 pixels are more than 64 megapixels");
    }

    @Test
    void photographsAreTheSameByBothDecoders() {
        Picture noise = Picture.noise(75, 101, 3);
        Raster smooth = new Raster();
        smooth.reset(301, 203, 3);
        new Resizer().resize(noise.raster(), new Region(0, 0, 75, 101), smooth);
        for (int quality : new int[] {1, 50, 95, 100}) {
            byte[] file = new JpegEncoder().encode(smooth, quality);

            assertThat(Picture.decoded(file).channels()).isEqualTo(3);
        }
    }

    /** Returns a file that is read. */
    static byte[] example() {
        return new BlockJpeg(ROWS, COLUMNS, JpegTest::y, JpegTest::cb, JpegTest::cr)
                .exif(3, true)
                .build();
    }

    private static Picture blocks(int channels, Picture.Values values) {
        int block = BlockJpeg.BLOCK;
        return Picture.of(
                ROWS * block,
                COLUMNS * block,
                channels,
                (row, column, channel) -> values.at(row / block, column / block, channel));
    }

    private static int y(int row, int column) {
        return 40 + 61 * row + 17 * column;
    }

    private static int cb(int row, int column) {
        return 250 - 70 * row - 25 * column;
    }

    private static int cr(int row, int column) {
        return 3 + 20 * row + 60 * column;
    }

    private static int k(int row, int column) {
        return 255 - 50 * row - 31 * column;
    }

    private static int component(int row, int column, int channel) {
        return channel == 0 ? y(row, column) : channel == 1 ? cb(row, column) : cr(row, column);
    }

    /** JFIF's formulas, rounded to the nearest. */
    private static int rgb(int row, int column, int channel) {
        double red = cr(row, column) - 128;
        double blue = cb(row, column) - 128;
        double difference = channel == 0 ? 1.402 * red : channel == 2 ? 1.772 * blue : -0.34414 * blue - 0.71414 * red;
        return (int) Math.max(0, Math.min(255, Math.rint(y(row, column) + difference)));
    }
}
