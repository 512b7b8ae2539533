package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.RandomStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizerTest {
    private static final int HEIGHT = 61;
    private static final int WIDTH = 97;

    /** Checksums of what Pillow 9.4 makes: {@code Image.crop}, then {@code Image.resize} with {@code BILINEAR}. */
    @ParameterizedTest
    @CsvSource({
        "3, 0, 0, 61, 97, 30, 40, d4e7c55a",
        "3, 7, 5, 53, 85, 200, 13, 39565f82",
        "3, 2, 3, 59, 1, 7, 10, aa643bba",
        "3, 0, 0, 61, 97, 61, 97, 53c83744",
        "3, 10, 10, 32, 64, 32, 64, 1a60a59f",
        "3, 0, 0, 61, 97, 1, 1, 7669cb06",
        "3, 1, 1, 59, 95, 118, 190, 8c6dd35d",
        "1, 0, 0, 61, 97, 30, 40, 6b02243b",
        "1, 7, 5, 53, 85, 200, 13, cf9d4910",
        "1, 2, 3, 59, 1, 7, 10, a9664b86",
        "1, 0, 0, 61, 97, 61, 97, 9eec2eb0",
        "1, 10, 10, 32, 64, 32, 64, 71942ca2",
        "1, 0, 0, 61, 97, 1, 1, 3fba6cad",
        "1, 1, 1, 59, 95, 118, 190, ee90da5b"
    })
    void isPillowsToTheBit(
            int channels, int top, int left, int height, int width, int toHeight, int toWidth, String checksum) {
        Raster to = resized(new Region(top, left, height, width), channels, toHeight, toWidth);

        CRC32 crc = new CRC32();
        crc.update(Picture.of(to).pixels());
        assertThat(Long.toHexString(crc.getValue())).isEqualTo(checksum);
    }

    @Test
    void isWithinOneOfTheFormula() {
        RandomStream random = new RandomStream(1);
        for (int i = 0; i < 60; i++) {
            int channels = i % 2 == 0 ? 3 : 1;
            int height = 1 + random.below(HEIGHT);
            int width = 1 + random.below(WIDTH);
            Region region =
                    new Region(random.below(HEIGHT - height + 1), random.below(WIDTH - width + 1), height, width);
            Picture resized = Picture.of(resized(region, channels, 1 + random.below(90), 1 + random.below(90)));

            assertWithinOne(resized, region, Picture.noise(HEIGHT, WIDTH, channels));
        }
    }

    private static void assertWithinOne(Picture resized, Region region, Picture from) {
        double[][] rows = weights(region.height(), resized.height());
        double[][] columns = weights(region.width(), resized.width());
        for (int row = 0; row < resized.height(); row++) {
            for (int column = 0; column < resized.width(); column++) {
                for (int channel = 0; channel < from.channels(); channel++) {
                    double sum = 0;
                    for (int y = 0; y < region.height(); y++) {
                        for (int x = 0; x < region.width() && rows[row][y] > 0; x++) {
                            sum += rows[row][y]
                                    * columns[column][x]
                                    * from.value(region.top() + y, region.left() + x, channel);
                        }
                    }
                    assertThat((double) resized.value(row, column, channel))
                            .as("%s, row %d, column %d", region, row, column)
                            .isBetween(sum - 1.01, sum + 1.01);
                }
            }
        }
    }

    private static double[][] weights(int from, int to) {
        double scale = (double) from / to;
        double[][] weights = new double[to][from];
        for (int i = 0; i < to; i++) {
            for (int j = 0; j < from; j++) {
                double distance = Math.abs(j + 0.5 - (i + 0.5) * scale) / Math.max(scale, 1);
                weights[i][j] = Math.max(0, 1 - distance);
            }
            double sum = Arrays.stream(weights[i]).sum();
            for (int j = 0; j < from; j++) {
                weights[i][j] /= sum;
            }
        }
        return weights;
    }

    @Test
    void oneColourStaysAtAnySize() {
        for (int value : new int[] {0, 1, 127, 254, 255}) {
            Raster from =
                    Picture.of(50, 3000, 3, (row, column, channel) -> value).raster();
            for (int size : new int[] {1, 2, 7, 64, 500}) {
                Raster to = new Raster();
                to.reset(size, size, 3);
                new Resizer().resize(from, Region.whole(from), to);

                Picture.of(to).assertSameAs(Picture.of(size, size, 3, (row, column, channel) -> value));
            }
        }
    }

    @Test
    void aResizerMayBeUsedForAnySequenceOfSizes() {
        Resizer used = new Resizer();
        for (int[] sizes : new int[][] {{61, 97, 20, 30}, {10, 12, 90, 80}, {61, 97, 20, 30}, {61, 96, 20, 30}}) {
            for (int channels : new int[] {1, 3}) {
                Raster to = new Raster();
                to.reset(sizes[2], sizes[3], channels);
                Region region = new Region(0, 0, sizes[0], sizes[1]);
                used.resize(Picture.noise(HEIGHT, WIDTH, channels).raster(), region, to);

                Picture.of(to).assertSameAs(Picture.of(resized(region, channels, sizes[2], sizes[3])));
            }
        }
    }

    @Test
    void aWindowHasThePixelsOfTheWhole() {
        Picture from = Picture.noise(HEIGHT, WIDTH, 3);
        Region region = new Region(3, 5, 50, 80);
        Picture whole = Picture.of(resized(region, 3, 33, 44));
        for (boolean mirrored : new boolean[] {false, true}) {
            Raster to = new Raster();
            Frame frame = new Frame(region, 33, 44, new Region(4, 6, 20, 17), mirrored);
            new Resizer().resize(from.raster(), frame, to);

            Picture.of(to)
                    .assertSameAs(Picture.of(
                            20,
                            17,
                            3,
                            (row, column, channel) ->
                                    whole.value(row + 4, 6 + (mirrored ? 16 - column : column), channel)));
        }
    }

    @Test
    void thousandsOfRowsBecomeOne() {
        Raster from = Picture.noise(5_000, 2, 3).raster();
        Raster to = new Raster();
        to.reset(2, 2, 3);
        new Resizer().resize(from, Region.whole(from), to);

        assertWithinOne(Picture.of(to), Region.whole(from), Picture.of(from));
    }

    @Test
    void regionsOutsideAreRefused() {
        Raster from = Picture.noise(5, 5, 1).raster();

        assertThatThrownBy(() -> new Resizer().resize(from, new Region(1, 0, 5, 5), from))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Raster resized(Region region, int channels, int height, int width) {
        Raster to = new Raster();
        to.reset(height, width, channels);
        new Resizer().resize(Picture.noise(HEIGHT, WIDTH, channels).raster(), region, to);
        return to;
    }
}
