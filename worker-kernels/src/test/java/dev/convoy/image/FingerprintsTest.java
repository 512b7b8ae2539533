package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
    /** Few enough differing bits for two images to count as similar; of unrelated ones about half differ. */
    private static final int SIMILAR = 10;

    @Test
    void equalImagesHaveEqualNumbersWhateverTheirArraysHold() {
        Raster used = Picture.noise(90, 90, 3).raster();
        used.reset(10, 20, 3);
        Picture picture = Picture.noise(10, 20, 3);
        System.arraycopy(picture.pixels(), 0, used.pixels(), 0, picture.pixels().length);

        assertThat(Fingerprints.ofPixels(used)).isEqualTo(Fingerprints.ofPixels(picture.raster()));
    }

    @Test
    void anyPixelAndTheShapeCount() {
        Set<Long> seen = new HashSet<>();
        Picture picture = Picture.noise(6, 5, 3);
        seen.add(Fingerprints.ofPixels(picture.raster()));
        for (int i = 0; i < picture.pixels().length; i++) {
            picture.pixels()[i] ^= 1;
            seen.add(Fingerprints.ofPixels(picture.raster()));
            picture.pixels()[i] ^= 1;
        }
        seen.add(Fingerprints.ofPixels(new Picture(5, 6, 3, picture.pixels()).raster()));
        seen.add(Fingerprints.ofPixels(new Picture(6, 15, 1, picture.pixels()).raster()));

        int images = picture.pixels().length + 3;
        assertThat(seen).hasSize(images);
        assertThat(seen.stream().map(Long::intValue).distinct()).as("one half").hasSize(images);
        assertThat(seen.stream().map(number -> number >> Integer.SIZE).distinct())
                .as("the other half")
                .hasSize(images);
    }

    @Test
    void similarImagesDifferInFewBits() {
        Raster image = scene(0);
        long hash = Fingerprints.perceptual(image);
        Raster smaller = new Raster();
        new Resizer().resize(image, Frame.shorterSide(image.height(), image.width(), 100), smaller);
        Raster larger = new Raster();
        new Resizer().resize(image, Frame.shorterSide(image.height(), image.width(), 400), larger);
        Raster compressed = Picture.decoded(new JpegEncoder().encode(image, 30)).raster();

        for (Raster similar : new Raster[] {smaller, larger, compressed}) {
            assertThat(Long.bitCount(hash ^ Fingerprints.perceptual(similar))).isLessThanOrEqualTo(SIMILAR);
        }
    }

    @Test
    void otherImagesDifferInMany() {
        for (int i = 1; i < 20; i++) {
            assertThat(Long.bitCount(Fingerprints.perceptual(scene(0)) ^ Fingerprints.perceptual(scene(i))))
                    .isGreaterThan(SIMILAR);
        }
    }

    @Test
    void smallestImagesHaveAHash() {
        assertThat(Fingerprints.perceptual(Picture.noise(1, 1, 1).raster())).isZero();
        assertThat(Fingerprints.perceptual(Picture.noise(28, 28, 1).raster())).isNotZero();
    }

    /** Returns a smooth image. */
    private static Raster scene(int number) {
        Raster scene = new Raster();
        scene.reset(180, 240, 3);
        Raster noise = Picture.of(
                        9, 12, 3, (row, column, channel) -> Picture.mixed(row + 20 * number, column, channel) & 0xff)
                .raster();
        new Resizer().resize(noise, Region.whole(noise), scene);
        return scene;
    }
}
