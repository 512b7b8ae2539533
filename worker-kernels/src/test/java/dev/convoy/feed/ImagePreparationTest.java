package dev.convoy.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.augment.Augmentations;
import dev.convoy.image.Raster;
import dev.convoy.image.Resizer;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImagePreparationTest {
    private static final Shape SQUARE = new Shape(1, 28, 28);

    private static Raster image(Shape shape) {
        Raster image = new Raster();
        image.reset(shape.height(), shape.width(), shape.channels());
        new Random(1).nextBytes(image.pixels());
        return image;
    }

    private static ImageRule shorterSide(int length) {
        return new ImageRule("leptonica", length, Augmentations.NONE);
    }

    private static byte[] prepared(Raster image, int shorterSide) throws Exception {
        Shape shape = new Shape(image.channels(), image.height(), image.width());
        try (ImagePreparation preparation = new ImagePreparation(shorterSide(shorterSide), shape)) {
            return pixels(preparation.prepare(image.pixels(), Math.toIntExact(shape.size()), shape, null));
        }
    }

    private static byte[] pixels(Raster image) {
        return Arrays.copyOf(image.pixels(), image.height() * image.width() * image.channels());
    }

    /** One rule for all images of a dataset, whatever size each has. */
    @Test
    void anImageOfTheNetworksSizeIsEnlargedAndCutAsOthersAre() throws Exception {
        Raster image = image(SQUARE);
        Raster expected = new Raster();
        new Resizer().resizeAndCrop(image, 32, 28, expected);

        assertThat(prepared(image, 32)).isEqualTo(pixels(expected)).isNotEqualTo(pixels(image));
        assertThat(prepared(image, 28)).isEqualTo(pixels(image));
        assertThat(pixelsRule(SQUARE, 32).isStoredAsUsed()).isFalse();
        assertThat(pixelsRule(SQUARE, 28).isStoredAsUsed()).isTrue();
    }

    @Test
    void anImageThatIsNotSquareIsUsedAsItIs() throws Exception {
        Shape tall = new Shape(1, 40, 20);

        assertThat(prepared(image(tall), 40)).isEqualTo(pixels(image(tall)));
        assertThat(pixelsRule(tall, 40).isStoredAsUsed()).isTrue();
    }

    private static InputRule pixelsRule(Shape shape, int shorterSide) {
        return new InputRule(
                RecordFormat.pixels(shape),
                shape,
                List.of(),
                new InputRule.LabelRule(2, 0),
                Normalization.none(1),
                shorterSide(shorterSide));
    }
}
