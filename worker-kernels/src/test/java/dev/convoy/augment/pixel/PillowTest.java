package dev.convoy.augment.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.image.Raster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Operations agree to the bit with what Pillow computed for the same images. */
class PillowTest {
    private static final int OPERATIONS = 15;

    @Test
    void allOperationsAgree() throws IOException {
        Set<String> seen = new HashSet<>();
        for (String line : lines()) {
            String[] parts = line.split(" ", -1);
            Canvas canvas = new Canvas(
                    image(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])),
                    new Raster());
            change(canvas, parts[3], Double.parseDouble(parts[4]));
            CRC32 checksum = new CRC32();
            checksum.update(canvas.image().pixels(), 0, canvas.length());
            assertThat(String.format(Locale.ROOT, "%08x", checksum.getValue()))
                    .as(line)
                    .isEqualTo(parts[5]);
            seen.add(parts[3]);
        }
        assertThat(seen).hasSize(OPERATIONS);
    }

    private static void change(Canvas canvas, String operation, double parameter) {
        Raster image = canvas.image();
        Tone tone = new Tone();
        switch (operation) {
            case "brightness" -> tone.brightness(image, parameter);
            case "contrast" -> tone.contrast(image, parameter);
            case "saturation" -> Colour.saturation(image, parameter);
            case "sharpness" -> Sharpness.apply(canvas, parameter);
            case "hue" -> Colour.hue(image, parameter);
            case "posterize" -> tone.posterize(image, (int) parameter);
            case "solarize" -> tone.solarize(image, parameter);
            case "autocontrast" -> tone.autoContrast(image);
            case "equalize" -> tone.equalize(image);
            case "shear-x" -> AffineMap.shearX(parameter).apply(canvas);
            case "shear-y" -> AffineMap.shearY(parameter).apply(canvas);
            case "translate-x" -> Shift.apply(canvas, 0, (int) parameter);
            case "translate-y" -> Shift.apply(canvas, (int) parameter, 0);
            case "rotate" ->
                AffineMap.rotation(-parameter, image.height(), image.width()).apply(canvas);
            case "rotation" ->
                AffineMap.rotation(parameter, image.height(), image.width()).apply(canvas);
            default -> throw new IllegalArgumentException(operation);
        }
    }

    /** A gradient with noise: all values occur, and neighbours are alike. */
    private static Raster image(int height, int width, int channels) {
        Raster image = new Raster();
        image.reset(height, width, channels);
        int state = 1;
        for (int i = 0; i < height * width * channels; i++) {
            state = state * 1103515245 + 12345 & Integer.MAX_VALUE;
            image.pixels()[i] = (byte) (i * 3 / channels + (state >> 16) % 64);
        }
        return image;
    }

    private static List<String> lines() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(PillowTest.class.getResourceAsStream("pillow.txt")), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}
