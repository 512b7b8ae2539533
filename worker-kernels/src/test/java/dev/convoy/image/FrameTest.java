package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
    /** Heights, widths and places that torchvision's Resize(256) and CenterCrop(224) have. */
    @ParameterizedTest
    @CsvSource({
        "375, 500, 256, 341, 16, 58",
        "500, 375, 341, 256, 58, 16",
        "256, 256, 256, 256, 16, 16",
        "333, 500, 256, 384, 16, 80",
        "10, 11, 256, 281, 16, 28"
    })
    void centerCropIsTorchvisions(int height, int width, int toHeight, int toWidth, int top, int left) {
        assertThat(Frame.centerCrop(height, width, 256, 224))
                .isEqualTo(new Frame(
                        new Region(0, 0, height, width), toHeight, toWidth, new Region(top, left, 224, 224), false));
    }

    @Test
    void windowsLieInside() {
        assertThatThrownBy(() -> new Frame(new Region(0, 0, 9, 9), 5, 5, new Region(0, 1, 5, 5), false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Region(0, -1, 5, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomCropsHaveTheAreasAndAspectsThatTorchvisionDefines() {
        RandomStream random = new RandomStream(5);
        int crops = 20_000;
        double areas = 0;
        int mirrored = 0;
        int touching = 0;
        for (int i = 0; i < crops; i++) {
            Frame frame = Frame.randomResizedCrop(375, 500, 224, random);
            Region region = frame.region();
            double area = region.height() * region.width() / (375.0 * 500);
            double aspect = (double) region.width() / region.height();
            assertThat(region.top() + region.height()).isLessThanOrEqualTo(375);
            assertThat(region.left() + region.width()).isLessThanOrEqualTo(500);
            assertThat(area).isBetween(0.079, 1.0);
            assertThat(aspect).isBetween(0.74, 1.35);
            areas += area / crops;
            mirrored += frame.mirrored() ? 1 : 0;
            touching += region.top() > 0 && region.top() + region.height() == 375 ? 1 : 0;
        }
        // The mean of torchvision's definition: larger areas fit with fewer aspects.
        assertThat(areas).isCloseTo(0.433, within(0.005));
        assertThat(mirrored).isCloseTo(crops / 2, within(300));
        assertThat(touching).as("the last row can be in a crop").isPositive();
    }

    @Test
    void randomCropsOfLongImagesAreTheLargestInTheMiddle() {
        Region wide = Region.randomResizedCrop(32, 3000, new RandomStream(1));
        Region high = Region.randomResizedCrop(3000, 32, new RandomStream(1));

        assertThat(wide).isEqualTo(new Region(0, 1478, 32, 43));
        assertThat(high).isEqualTo(new Region(1478, 0, 43, 32));
    }

    @Test
    void theSeedDeterminesTheCrop() {
        assertThat(Frame.randomResizedCrop(375, 500, 224, new RandomStream(7)))
                .isEqualTo(Frame.randomResizedCrop(375, 500, 224, new RandomStream(7)))
                .isNotEqualTo(Frame.randomResizedCrop(375, 500, 224, new RandomStream(8)));
    }

    @Test
    void mirroringTwiceIsNothing() {
        for (int width : new int[] {1, 2, 5, 6}) {
            Picture picture = Picture.noise(3, width, 3);
            Raster raster = picture.raster();
            raster.mirror();
            Picture.of(raster)
                    .assertSameAs(Picture.of(
                            3, width, 3, (row, column, channel) -> picture.value(row, width - 1 - column, channel)));
            raster.mirror();
            Picture.of(raster).assertSameAs(picture);
        }
    }
}
