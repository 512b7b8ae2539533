package dev.convoy.driver.prepare.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.image.Raster;
import dev.convoy.image.Region;
import dev.convoy.image.Resizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageRuleTest {
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
        "1000, 2, 1, 1000, 499, 0, 1, 2",
    })
    void rawImagesAreTheLargestCentredPart(
            int height, int width, int toHeight, int toWidth, int top, int left, int partHeight, int partWidth) {
        StorageRule rule = StorageRule.raw(toHeight, toWidth);
        Raster to = new Raster();
        rule.resize(raster(height, width), new Resizer(), to);

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
