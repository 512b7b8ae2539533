package dev.convoy.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.graph.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PixelsTest {
    @Test
    void colorsBecomePlanesOfRedGreenAndBlue() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x010203);
        image.setRGB(1, 0, 0x111213);

        Pixels pixels = Pixels.decode(png(image));
        assertThat(pixels.shape()).isEqualTo(new Shape(3, 1, 2));
        assertThat(pixels.values()).containsExactly(0x01, 0x11, 0x02, 0x12, 0x03, 0x13);
    }

    @Test
    void alphaIsAFourthPlane() throws IOException {
        BufferedImage image = new BufferedImage(1, 2, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x7f010203);
        image.setRGB(0, 1, 0x6f111213);

        Pixels pixels = Pixels.decode(png(image));
        assertThat(pixels.shape()).isEqualTo(new Shape(4, 2, 1));
        assertThat(pixels.values()).containsExactly(0x01, 0x11, 0x02, 0x12, 0x03, 0x13, 0x7f, 0x6f);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }
}
