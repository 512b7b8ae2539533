package dev.convoy.image;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DirtyImagesTest {
    static List<DirtyImages.Entry> files() {
        return DirtyImages.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isRightToThePixelOrRefused(DirtyImages.Entry file) {
        if (file.pixels() == null) {
            Picture.assertRefused(file.bytes(), file.reason());
        } else {
            Picture.decoded(file.bytes()).assertSameAs(file.pixels());
        }
    }
}
