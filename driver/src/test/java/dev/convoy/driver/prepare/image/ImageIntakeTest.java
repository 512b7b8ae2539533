package dev.convoy.driver.prepare.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.dataset.ChannelSums;
import dev.convoy.driver.prepare.image.ImageFacts.Size;
import dev.convoy.driver.prepare.source.RawShape;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageDecoders;
import dev.convoy.image.Raster;
import dev.convoy.image.UnreadableImageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIntakeTest {
    private static final byte[] PHOTO = png(40, 60, 3);

    @Test
    void originalsKeepTheirBytesAndAreMeasuredAsTheyAreDecoded() throws Exception {
        PreparedImage image = take(StorageRule.original(), 0, file(PHOTO));

        assertThat(image.pixels()).isEqualTo(PHOTO);
        assertThat(image.encoding()).isEqualTo("png");
        assertThat(image.facts().size()).isEqualTo(new Size(40, 60));
        assertSeen(image, decoded(PHOTO));
    }

    @Test
    void reducedImagesAreMeasuredAsTheyComeOutOfTheJpeg() throws Exception {
        PreparedImage image = take(StorageRule.shortSide(20, 90), 0, file(PHOTO));

        assertThat(image.encoding()).isEqualTo("jpeg");
        assertThat(image.facts().kind()).isEqualTo("png");
        assertThat(image.facts().size()).isEqualTo(new Size(20, 30));
        assertSeen(image, decoded(image.pixels()));
    }

    @Test
    void imagesThatAreSmallAlreadyKeepTheirBytes() throws Exception {
        assertThat(take(StorageRule.shortSide(40, 90), 0, file(PHOTO)).pixels()).isEqualTo(PHOTO);
    }

    @Test
    void rawImagesHaveTheSizeThatIsAskedFor() throws Exception {
        PreparedImage image = take(StorageRule.raw(16, 8), 0, file(PHOTO));
        Raster stored = new Raster();
        stored.reset(16, 8, 3);
        System.arraycopy(image.pixels(), 0, stored.pixels(), 0, image.pixels().length);

        assertThat(image.encoding()).isEqualTo("raw");
        assertThat(image.pixels()).hasSize(16 * 8 * 3);
        assertThat(image.facts().size()).isEqualTo(new Size(16, 8));
        assertSeen(image, stored);
    }

    @Test
    void pixelsOfTheInputStayAsTheyAre() throws Exception {
        byte[] pixels = {1, 2, 3, 4, 5, 6};
        PreparedImage image =
                take(StorageRule.raw(0, 0), 0, new SourceImage("a!0", "7", null, null, pixels, new RawShape(1, 2, 3)));

        assertThat(image.pixels()).isEqualTo(pixels);
        assertThat(image.facts().sums().sums()).containsExactly(5, 7, 9);
        assertThat(image.facts().sums().squares()).containsExactly(17, 29, 45);
        assertThat(image.facts().sums().pixels()).isEqualTo(2);
    }

    @Test
    void copiesHaveOneFingerprintHoweverTheyAreStored() throws Exception {
        ImageFacts original = take(StorageRule.original(), 0, file(PHOTO)).facts();
        ImageFacts raw = take(StorageRule.raw(8, 8), 0, file(PHOTO)).facts();
        ImageFacts other = take(StorageRule.original(), 0, file(png(40, 61, 3))).facts();

        assertThat(raw.looks()).usingRecursiveComparison().isEqualTo(original.looks());
        assertThat(raw.looks().pixels()).isNotEqualTo(other.looks().pixels());
    }

    @Test
    void thumbnailsAreMeanBrightness() {
        Raster image = new Raster();
        image.reset(16, 8, 3);
        for (int i = 0; i < 16 * 8; i++) {
            // Rec. 601: (299 · 100 + 587 · 50 + 114 · 200) / 1000 = 82.05, and 0 in every second row.
            boolean dark = i / 8 % 2 == 1;
            image.pixels()[3 * i] = (byte) (dark ? 0 : 100);
            image.pixels()[3 * i + 1] = (byte) (dark ? 0 : 50);
            image.pixels()[3 * i + 2] = (byte) (dark ? 0 : 200);
        }
        byte[] thumbnail = Thumbnail.of(image);
        assertThat(thumbnail).hasSize(64).containsOnly(41);
        image.reset(1, 1, 1);
        image.pixels()[0] = (byte) 200;

        assertThat(Thumbnail.of(image)).hasSize(64).containsOnly((byte) 200);
    }

    @Test
    void whatIsCarriedIsWhatWasPrepared() throws Exception {
        SourceImage grouped = new SourceImage("a", "ü", "patient", null, PHOTO, null);
        PreparedImage image = take(StorageRule.original(), 0, grouped);

        assertThat(PreparedImage.of(image.toBytes())).usingRecursiveComparison().isEqualTo(image);
        assertThat(PreparedImage.factsOf(PreparedImage.factsAlone(image.toBytes())))
                .usingRecursiveComparison()
                .isEqualTo(image.facts());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 8, 50, 200})
    void aFileThatIsCutShortIsRefused(int bytes) {
        assertThatThrownBy(() -> take(StorageRule.original(), 0, file(Arrays.copyOf(PHOTO, bytes))))
                .isInstanceOf(UnreadableImageException.class);
    }

    @Test
    void whatIsMissingIsSaid() {
        assertThatThrownBy(() -> take(StorageRule.original(), 0, file(new byte[0])))
                .hasMessage("empty file");
        assertThatThrownBy(() -> take(StorageRule.original(), 0, file("some text".getBytes(StandardCharsets.UTF_8))))
                .hasMessageStartingWith("no JPEG, PNG");
        assertThatThrownBy(() -> take(StorageRule.original(), 0, new SourceImage("a", null, null, null, PHOTO, null)))
                .hasMessage("no label");
        assertThatThrownBy(() -> take(StorageRule.original(), 1, file(PHOTO)))
                .hasMessage("colours, though prepare.channels is 1");
    }

    private static PreparedImage take(StorageRule rule, int channels, SourceImage image) throws Exception {
        try (ImageIntake intake = new ImageIntake(ImageDecoders.open("leptonica"), rule, channels)) {
            return intake.take(image, "a");
        }
    }

    private static SourceImage file(byte[] bytes) {
        return new SourceImage("a", "cat", null, null, bytes, null);
    }

    private static Raster decoded(byte[] file) throws Exception {
        Raster raster = new Raster();
        try (ImageDecoder decoder = ImageDecoders.open("leptonica")) {
            decoder.decode(file, file.length, raster);
        }
        return raster;
    }

    private static void assertSeen(PreparedImage image, Raster seen) {
        assertThat(image.facts().sums()).usingRecursiveComparison().isEqualTo(ChannelSums.of(seen));
    }

    private static byte[] png(int height, int width, int channels) {
        try {
            return TestImages.png(height, width, channels, 5);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
