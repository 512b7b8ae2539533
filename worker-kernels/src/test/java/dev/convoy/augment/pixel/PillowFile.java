package dev.convoy.augment.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.image.Raster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32;

/** Checksums of what Pillow computed for the images that {@link Line#canvas} returns. */
public final class PillowFile {
    private PillowFile() {}

    /** Returns the lines of a file of this package. */
    public static List<Line> read(String file) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(PillowFile.class.getResourceAsStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> new Line(List.of(line.split(" ", -1))))
                    .toList();
        }
    }

    /** @param parts height, width and channels of the image, words, and the checksum of the result */
    public record Line(List<String> parts) {
        private static final int SHAPE = 3;

        /** Returns what was done to the image. */
        public List<String> words() {
            return parts.subList(SHAPE, parts.size() - 1);
        }

        private int number(int part) {
            return Integer.parseInt(parts.get(part));
        }

        /** Returns a gradient with noise: all values occur, and neighbours are alike. */
        public Canvas canvas() {
            int channels = number(2);
            Raster image = new Raster();
            image.reset(number(0), number(1), channels);
            int state = 1;
            for (int i = 0; i < number(0) * number(1) * channels; i++) {
                state = state * 1103515245 + 12345 & Integer.MAX_VALUE;
                image.pixels()[i] = (byte) (i * 3 / channels + (state >> 16) % 64);
            }
            return new Canvas(image, new Raster());
        }

        /** Checks what the image has become. */
        public void requireEqual(Canvas canvas) {
            CRC32 checksum = new CRC32();
            checksum.update(canvas.image().pixels(), 0, canvas.length());
            assertThat(String.format(Locale.ROOT, "%08x", checksum.getValue()))
                    .as(String.join(" ", parts))
                    .isEqualTo(parts.get(parts.size() - 1));
        }
    }
}
