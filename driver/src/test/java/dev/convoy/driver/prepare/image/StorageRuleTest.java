package dev.convoy.driver.prepare.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.image.Raster;
import dev.convoy.image.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageRuleTest {
    /** The sizes are those of torchvision's Resize with one number. */
    @ParameterizedTest
    @CsvSource({
        "375, 500, 256, 256, 341",
        "500, 375, 256, 341, 256",
        "257, 257, 256, 256, 256",
        "3000, 300, 256, 2560, 256",
    })
    void theShorterSideIsReduced(int height, int width, int side, int newHeight, int newWidth) {
        StorageRule rule = StorageRule.shortSide(side, 90);
        Raster to = new Raster();
        assertThat(rule.changes(raster(height, width))).isTrue();
        rule.reset(to, raster(height, width));

        assertThat(to.height()).isEqualTo(newHeight);
        assertThat(to.width()).isEqualTo(newWidth);
        assertThat(rule.part(raster(height, width))).isEqualTo(new Region(0, 0, height, width));
    }

    @Test
    void smallImagesAreNotEnlarged() {
        assertThat(StorageRule.shortSide(256, 90).changes(raster(256, 1000))).isFalse();
        assertThat(StorageRule.shortSide(256, 90).changes(raster(20, 30))).isFalse();
        assertThat(StorageRule.original().changes(raster(5000, 5000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "375, 500, 224, 224, 0, 62, 375, 375",
        "500, 375, 224, 224, 62, 0, 375, 375",
        "100, 100, 50, 100, 25, 0, 50, 100",
        "100, 100, 100, 50, 0, 25, 100, 50",
        "20, 30, 224, 224, 0, 5, 20, 20",
        "1, 1000, 10, 10, 0, 499, 1, 1",
        "1000, 2, 1, 1000, 500, 0, 1, 2",
    })
    void rawImagesAreTheLargestCentredPart(
            int height, int width, int toHeight, int toWidth, int top, int left, int partHeight, int partWidth) {
        StorageRule rule = StorageRule.raw(toHeight, toWidth);
        Raster to = new Raster();
        rule.reset(to, raster(height, width));

        assertThat(rule.part(raster(height, width))).isEqualTo(new Region(top, left, partHeight, partWidth));
        assertThat(to.height()).isEqualTo(toHeight);
        assertThat(to.width()).isEqualTo(toWidth);
    }

    @Test
    void rawImagesOfTheirOwnSizeStayAsTheyAre() {
        assertThat(StorageRule.raw(0, 0).changes(raster(20, 30))).isFalse();
        assertThat(StorageRule.raw(20, 30).changes(raster(20, 30))).isFalse();
        assertThat(StorageRule.raw(30, 20).changes(raster(20, 30))).isTrue();
    }

    private static Raster raster(int height, int width) {
        Raster raster = new Raster();
        raster.reset(height, width, 1);
        return raster;
    }
}
