package dev.convoy.augment.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.image.Raster;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Operations agree to the bit with what Pillow computed for the same images. */
class PillowTest {
    private static final int OPERATIONS = 15;

    @Test
    void allOperationsAgree() throws IOException {
        Set<String> seen = new HashSet<>();
        for (PillowFile.Line line : PillowFile.read("pillow.txt")) {
            Canvas canvas = line.canvas();
            change(canvas, line.words().get(0), Double.parseDouble(line.words().get(1)));
            line.requireEqual(canvas);
            seen.add(line.words().get(0));
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
}
