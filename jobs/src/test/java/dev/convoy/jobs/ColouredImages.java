package dev.convoy.jobs;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** 120 JPEG files of different sizes, mostly of the colour of their class: 78 to train, 12 to validate, 30 to test. */
final class ColouredImages {
    static final List<String> CLASSES = List.of("blue", "green", "red");

    private ColouredImages() {}

    static void write(Path folder) throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 120; i++) {
            String split = i < 78 ? "train" : i < 90 ? "validation" : "test";
            write(folder.resolve(split + "/" + CLASSES.get(i % 3) + "/" + i + ".jpg"), i % 3, random);
        }
    }

    private static void write(Path file, int color, Random random) throws IOException {
        Files.createDirectories(file.getParent());
        BufferedImage image =
                new BufferedImage(20 + random.nextInt(20), 20 + random.nextInt(20), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(color == 2 ? 200 : 30, color == 1 ? 200 : 30, color == 0 ? 200 : 30));
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setColor(new Color(random.nextInt(1 << 24)));
        graphics.fillRect(random.nextInt(10), random.nextInt(10), 8, 8);
        graphics.dispose();
        ImageIO.write(image, "jpg", file.toFile());
    }
}
