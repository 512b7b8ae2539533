package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JpegEncoderTest {
    @Test
    void pixelsComeBackSimilar() {
        for (int channels : new int[] {1, 3}) {
            for (int width : new int[] {1, 2, 3, 4, 5, 63}) {
                Picture smooth =
                        Picture.of(40, width, channels, (row, column, channel) -> 20 + 3 * row + column + 10 * channel);
                Picture decoded = Picture.decoded(new JpegEncoder().encode(smooth.raster(), 95));

                assertThat(decoded.channels()).isEqualTo(channels);
                assertThat(decoded.width()).isEqualTo(width);
                for (int i = 0; i < smooth.pixels().length; i++) {
                    assertThat(decoded.pixels()[i] & 0xff)
                            .as("%d columns, value %d", width, i)
                            .isBetween((smooth.pixels()[i] & 0xff) - 6, (smooth.pixels()[i] & 0xff) + 6);
                }
            }
        }
    }

    @Test
    void theSamePixelsGiveTheSameBytes() {
        Raster image = Picture.noise(50, 70, 3).raster();
        JpegEncoder used = new JpegEncoder();
        used.encode(Picture.noise(9, 9, 1).raster(), 50);

        assertThat(used.encode(image, 90)).isEqualTo(new JpegEncoder().encode(image, 90));
        assertThat(used.encode(image, 90).length).isGreaterThan(used.encode(image, 50).length);
    }

    @Test
    void impossibleRequestsAreRefused() {
        assertThatThrownBy(() -> new JpegEncoder().encode(Picture.noise(2, 2, 1).raster(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new JpegEncoder().encode(Picture.noise(1, 70_000, 1).raster(), 90))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
