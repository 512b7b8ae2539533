package dev.convoy.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelsTest {
    @Test
    void colorsBecomeRedGreenAndBlue() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x010203);
        image.setRGB(1, 0, 0x111213);

        Pixels pixels = ImageFiles.decode(png(image));
        assertThat(pixels.shape()).isEqualTo(new Shape(3, 1, 2));
        assertThat(pixels.values()).containsExactly(0x01, 0x02, 0x03, 0x11, 0x12, 0x13);
    }

    /** As in prepare. */
    @Test
    void anAlphaChannelLiesOverWhite() throws IOException {
        BufferedImage image = new BufferedImage(1, 2, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00010203);
        image.setRGB(0, 1, 0xff111213);

        Pixels pixels = ImageFiles.decode(png(image));
        assertThat(pixels.shape()).isEqualTo(new Shape(3, 2, 1));
        assertThat(pixels.values()).containsExactly(-1, -1, -1, 0x11, 0x12, 0x13);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "tiff"})
    void sixteenBitsKeepTheHighEight(String format) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 0x12fe);
        image.getRaster().setSample(1, 0, 0, 0x7001);

        Pixels pixels = ImageFiles.decode(written(image, format));
        assertThat(pixels.shape()).isEqualTo(new Shape(1, 1, 2));
        assertThat(pixels.values()).containsExactly(0x12, 0x70);
    }

    @Test
    void anImageWithoutAnOriginIsTaken() {
        assertThat(Pixels.of(RowFactory.create(null, 1, 2, 1, 0, new byte[2])).shape())
                .isEqualTo(new Shape(1, 1, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null | 2  | 1 | 0    | 2    | an image must have all fields of Spark's image schema. Given: null for height, from me.",
                "1    | 2  | 1 | null | 2    | an image must have all fields of Spark's image schema. Given: null for mode, from me.",
                "1    | 2  | 1 | 0    | null | an image must have all fields of Spark's image schema. Given: null for data, from me.",
                "-1   | -2 | 1 | 0    | 2    | an image must hold a byte for each channel of each pixel. Given: 2 bytes for 1×-1×-2,",
                "1    | 2  | 0 | 0    | 2    | an image must hold a byte for each channel of each pixel. Given: 2 bytes for 0×1×2,",
                "-1   | 2  | -1 | 0   | 2    | an image must hold a byte for each channel of each pixel. Given: 2 bytes for -1×-1×2,",
                "65536 | 65536 | 1 | 0 | 0   | an image must hold a byte for each channel of each pixel. Given: 0 bytes for 1×65536×65536,",
                "1    | 2  | 2 | 0    | 3    | an image must hold a byte for each channel of each pixel. Given: 3 bytes for 2×1×2,",
            })
    void whatIsNoImageIsRefused(
            Integer height, Integer width, Integer channels, Integer mode, Integer bytes, String message) {
        byte[] data = bytes == null ? null : new byte[bytes];
        assertThatThrownBy(() -> Pixels.of(RowFactory.create("me", height, width, channels, mode, data)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        return written(image, "png");
    }

    private static byte[] written(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }
}
