package dev.convoy.driver.prepare.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Image files for tests. */
public final class TestImages {
    private TestImages() {}

    /** Returns a PNG file: a picture of large blocks that depends on the seed, so that two seeds look different. */
    public static byte[] png(int height, int width, int channels, int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        int[] blocks = random.ints(25 * 3, 0, 256).toArray();
        BufferedImage image = new BufferedImage(
                width, height, channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int block = y * 5 / height * 5 + x * 5 / width;
                for (int channel = 0; channel < channels; channel++) {
                    int noise = random.nextInt(8);
                    image.getRaster().setSample(x, y, channel, Math.min(255, blocks[3 * block + channel] + noise));
                }
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }
}
