package dev.convoy.bench.data;

import dev.convoy.base.InvalidInputException;
import dev.convoy.base.RandomStream;
import dev.convoy.image.JpegEncoder;
import dev.convoy.image.Raster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** JPEG files for benchmarks: those of a folder, or drawn ones. */
public final class JpegFiles {
    private static final int HEIGHT = 375;
    private static final int WIDTH = 500;
    private static final int QUALITY = 90;
    private static final int WAVES = 8;

    private JpegFiles() {}

    /** Returns the content of all {@code .jpg} files below a local folder, in the order of their paths. */
    public static List<byte[]> in(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> file.toString().endsWith(".jpg"))
                    .sorted()
                    .toList();
        }
        if (files.isEmpty()) {
            throw new InvalidInputException("--from must have .jpg files", folder, "Leave it out to draw some.");
        }
        return files.stream().map(JpegFiles::content).toList();
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Draws images of 500×375 with large forms, small ones and a little noise, like photographs. */
    public static List<byte[]> drawn(int count) {
        JpegEncoder encoder = new JpegEncoder();
        return IntStream.range(0, count)
                .mapToObj(seed -> encoder.encode(drawing(seed), QUALITY))
                .toList();
    }

    private static Raster drawing(int seed) {
        RandomStream random = new RandomStream(seed);
        double[][] waves = new double[WAVES][];
        for (int i = 0; i < WAVES; i++) {
            double length = 400 / Math.pow(1.8, i);
            double angle = 2 * Math.PI * random.nextDouble();
            waves[i] = new double[] {
                2 * Math.PI * Math.cos(angle) / length, 2 * Math.PI * Math.sin(angle) / length, 9 * random.nextDouble()
            };
        }
        Raster image = new Raster();
        image.reset(HEIGHT, WIDTH, 3);
        byte[] pixels = image.pixels();
        int at = 0;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    double value = 128 + random.below(9) - 4;
                    for (int i = 0; i < WAVES; i++) {
                        value += 60
                                / (1 + 0.8 * i)
                                * Math.sin(waves[i][0] * x + waves[i][1] * y + waves[i][2] + channel);
                    }
                    pixels[at++] = (byte) Math.max(0, Math.min(255, Math.round(value)));
                }
            }
        }
        return image;
    }
}
