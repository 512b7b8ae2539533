package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.base.RandomStream;
import dev.convoy.image.Raster;
import dev.convoy.image.Region;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What augmentations do to pixels, against loops that say the same in another way. */
class AugmenterTest {
    private static final int HEIGHT = 11;
    private static final int WIDTH = 13;
    private static final byte[] FILL = {7, 8, 9};

    private static Raster image(int channels) {
        Raster image = new Raster();
        image.reset(HEIGHT, WIDTH, channels);
        RandomStream random = new RandomStream(channels);
        for (int i = 0; i < HEIGHT * WIDTH * channels; i++) {
            image.pixels()[i] = (byte) random.below(256);
        }
        return image;
    }

    private static byte[] pixels(Raster image) {
        return Arrays.copyOf(image.pixels(), HEIGHT * WIDTH * image.channels());
    }

    private static byte[] augmented(int channels, long key, Augmentation... all) {
        Canvas canvas = new Canvas(image(channels), new Raster());
        new Augmenter(new Augmentations(List.of(all)), HEIGHT, WIDTH, FILL).apply(canvas, seed(key));
        return pixels(canvas.image());
    }

    private static ExampleSeed seed(long key) {
        return new ExampleSeed(5, 2, key);
    }

    /** For each pixel of the new image, a pixel of the old one, or none. */
    private interface Source {
        /** @return row and column */
        int[] of(int row, int column);
    }

    private static byte[] moved(int channels, Source source) {
        byte[] old = pixels(image(channels));
        byte[] result = new byte[old.length];
        for (int row = 0; row < HEIGHT; row++) {
            for (int column = 0; column < WIDTH; column++) {
                int[] from = source.of(row, column);
                boolean inside = from[0] >= 0 && from[0] < HEIGHT && from[1] >= 0 && from[1] < WIDTH;
                for (int channel = 0; inside && channel < channels; channel++) {
                    result[(row * WIDTH + column) * channels + channel] =
                            old[(from[0] * WIDTH + from[1]) * channels + channel];
                }
            }
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void padCropCutsAPartOutOfThePaddedImage(int channels) {
        for (int key = 0; key < 100; key++) {
            RandomStream random = seed(key).stream(Kind.PAD_CROP);
            int top = random.below(9);
            int left = random.below(9);
            assertThat(augmented(channels, key, Augmentation.of("pad-crop")))
                    .isEqualTo(moved(channels, (row, column) -> new int[] {row + top - 4, column + left - 4}));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void flipsMirror(int channels) {
        byte[] mirrored = moved(channels, (row, column) -> new int[] {row, WIDTH - 1 - column});
        for (int key = 0; key < 20; key++) {
            boolean flips = new Flip(false).mirrors(seed(key));
            boolean alternates = new Flip(true).mirrors(seed(key));
            assertThat(augmented(channels, key, Augmentation.of("flip")))
                    .isEqualTo(flips ? mirrored : pixels(image(channels)));
            assertThat(augmented(channels, key, Augmentation.of("alternating-flip")))
                    .isEqualTo(alternates ? mirrored : pixels(image(channels)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void rotationTakesTheNearestPixel(int channels) {
        for (int key = 0; key < 100; key++) {
            double angle = Math.toRadians(new Rotation(180).angle(seed(key)));
            long cos = fixed(Math.cos(angle));
            long sin = fixed(Math.sin(angle));
            double right = 0.5 - WIDTH / 2.0;
            double down = 0.5 - HEIGHT / 2.0;
            long x = fixed(Math.cos(angle) * right + Math.sin(angle) * down + WIDTH / 2.0);
            long y = fixed(Math.cos(angle) * down - Math.sin(angle) * right + HEIGHT / 2.0);
            assertThat(augmented(channels, key, Augmentation.of("rotation", Map.of("", List.of(180.0)))))
                    .isEqualTo(moved(channels, (row, column) -> new int[] {
                        (int) Math.floorDiv(y + row * cos - column * sin, 1L << 16),
                        (int) Math.floorDiv(x + column * cos + row * sin, 1L << 16)
                    }));
        }
    }

    /** Pillow computes in 1/65536 of a pixel. */
    private static long fixed(double value) {
        return Math.round(value * (1 << 16));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void translationMovesByWholePixels(int channels) {
        for (int key = 0; key < 100; key++) {
            RandomStream random = seed(key).stream(Kind.TRANSLATION);
            long right = Math.round((2 * random.nextDouble() - 1) * 0.5 * WIDTH);
            long down = Math.round((2 * random.nextDouble() - 1) * 0.5 * HEIGHT);
            assertThat(augmented(channels, key, Augmentation.of("translation", Map.of("", List.of(0.5)))))
                    .isEqualTo(
                            moved(channels, (row, column) -> new int[] {(int) (row - down), (int) (column - right)}));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void erasingFillsARectangle(int channels) {
        Augmentation always = Augmentation.of("erasing", Map.of("probability", List.of(1.0)));
        for (int key = 0; key < 100; key++) {
            byte[] expected = pixels(image(channels));
            Region region =
                    new Erasing(always, FILL).region(HEIGHT, WIDTH, seed(key)).orElse(new Region(0, 0, 1, 1));
            boolean isErased =
                    new Erasing(always, FILL).region(HEIGHT, WIDTH, seed(key)).isPresent();
            for (int i = 0; isErased && i < expected.length; i++) {
                int row = i / channels / WIDTH - region.top();
                int column = i / channels % WIDTH - region.left();
                if (row >= 0 && row < region.height() && column >= 0 && column < region.width()) {
                    expected[i] = FILL[i % channels];
                }
            }
            assertThat(augmented(channels, key, always)).isEqualTo(expected);
        }
    }

    /** By floating-point formulas of torchvision's documentation, with a grey of rounded weights. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void colorJitterDoesItsChangesInTheirOrder(int channels) {
        Augmentation jitter = Augmentation.of(
                "color-jitter",
                Map.of("brightness", List.of(0.4), "contrast", List.of(0.4), "saturation", List.of(0.4)));
        for (int key = 0; key < 50; key++) {
            ColorJitter.Choice choice = new ColorJitter(jitter).choice(seed(key));
            byte[] expected = pixels(image(channels));
            for (int change : choice.order()) {
                float amount = (float) choice.amounts()[change];
                if (change == 0) {
                    blend(expected, channels, (grey, mean) -> 0, amount);
                } else if (change == 1) {
                    blend(expected, channels, (grey, mean) -> mean, amount);
                } else if (change == 2) {
                    blend(expected, channels, (grey, mean) -> grey, amount);
                }
            }
            assertThat(augmented(channels, key, jitter)).isEqualTo(expected);
        }
    }

    /** The value that a change with factor 0 gives. */
    private interface Degenerate {
        int of(int grey, int mean);
    }

    private static void blend(byte[] pixels, int channels, Degenerate degenerate, float amount) {
        int[] greys = new int[pixels.length / channels];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = channels == 1
                    ? pixels[i] & 0xff
                    : (int) Math.floor((19595 * (pixels[3 * i] & 0xff)
                                            + 38470 * (pixels[3 * i + 1] & 0xff)
                                            + 7471 * (pixels[3 * i + 2] & 0xff))
                                    / 65536.0
                            + 0.5);
        }
        int mean = (int) Math.floor(Arrays.stream(greys).average().orElseThrow() + 0.5);
        for (int i = 0; i < pixels.length; i++) {
            int from = degenerate.of(greys[i / channels], mean);
            float mixed = from + amount * ((pixels[i] & 0xff) - from);
            pixels[i] = (byte) (int) Math.min(Math.max(mixed, 0), 255);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void onlyAFlipDirectlyBehindTheCropIsPartOfTheFrame(int channels) {
        Augmentation crop = Augmentation.of("random-resized-crop");
        Augmentation flip = Augmentation.of("flip");
        Augmentation trivial = Augmentation.of("trivial-augment");
        for (int key = 0; key < 20; key++) {
            boolean flips = new Flip(false).mirrors(seed(key));
            assertThat(mirrored(key, crop, flip, trivial)).isEqualTo(flips);
            assertThat(mirrored(key, crop, trivial, flip)).isFalse();
            assertThat(augmented(channels, key, crop, flip, trivial)).isEqualTo(augmented(channels, key, trivial));
            assertThat(augmented(channels, key, crop, trivial, flip))
                    .isEqualTo(augmented(channels, key, trivial, flip));
        }
    }

    private static boolean mirrored(long key, Augmentation... all) {
        return new Augmenter(new Augmentations(List.of(all)), HEIGHT, WIDTH, FILL)
                .frame(40, 50, seed(key))
                .mirrored();
    }
}
