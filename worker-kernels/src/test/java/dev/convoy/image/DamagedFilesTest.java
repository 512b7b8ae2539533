package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.base.RandomStream;
import dev.convoy.image.format.JpegHeader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedFilesTest {
    private static final int CHANGES = 1_000;

    /** Whatever is in a file, it is read or refused, and the decoder goes on with the next. */
    @ParameterizedTest
    @ValueSource(strings = {"leptonica", "imageio"})
    void anyBytesAreReadOrRefused(String name) throws UnreadableImageException {
        RandomStream random = new RandomStream(11);
        Raster raster = new Raster();
        int refused = 0;
        byte[] intact = PngFile.of(Picture.noise(5, 5, 3));
        try (ImageDecoder decoder = ImageDecoders.open(name)) {
            for (byte[] file : files()) {
                int changes =
                        ImageFormat.of(file, file.length).orElseThrow() == ImageFormat.JPEG ? CHANGES / 50 : CHANGES;
                for (int i = 0; i < changes; i++) {
                    byte[] damaged = file.clone();
                    for (int j = random.below(4); j >= 0; j--) {
                        damaged[random.below(damaged.length)] = (byte) random.nextLong();
                    }
                    try {
                        decoder.decode(damaged, damaged.length, raster);
                    } catch (UnreadableImageException e) {
                        assertThat(e.getCause() instanceof RuntimeException)
                                .as(e.getMessage())
                                .isFalse();
                        refused++;
                    }
                }
                decoder.decode(intact, intact.length, raster);
                Picture.of(raster).assertSameAs(Picture.noise(5, 5, 3));
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aDecoderThatFailsCountsAsDamage() throws UnreadableImageException {
        byte[] file = JpegTest.example();
        try (ImageDecoder failing = new FailingDecoder()) {
            assertThatThrownBy(() -> failing.decode(file, file.length, new Raster()))
                    .isInstanceOf(UnreadableImageException.class)
                    .hasMessage("jpeg: the decoder failed: IllegalStateException");
            assertThatThrownBy(() -> failing.decode(
                            file, file.length, (h, w) -> Frame.resized(new Region(0, 0, h, w), h, w), new Raster()))
                    .isInstanceOf(UnreadableImageException.class)
                    .hasMessage("jpeg: the decoder failed: IllegalStateException");
        }
    }

    private static final class FailingDecoder extends PortableDecoder {
        @Override
        void decodeJpeg(JpegHeader header, byte[] file, int length, Region region, Raster to) {
            throw new IllegalStateException("scanline");
        }

        @Override
        void decodeWebp(byte[] file, int length, Raster to) {}

        @Override
        public String identity() {
            return "failing";
        }
    }

    private static List<byte[]> files() {
        // Damage to PNG fails its checksums. Of JPEG there is little, because libjpeg writes to the standard error
        // stream.
        return List.of(JpegTest.example(), GifTest.example(), BmpTest.example(), BmpTest.runs(), TiffTest.example());
    }

    @Test
    void identitiesNameLibrariesAndRules() {
        try (ImageDecoder leptonica = ImageDecoders.open("leptonica");
                ImageDecoder imageIo = ImageDecoders.open("imageio")) {
            assertThat(leptonica.identity())
                    .matches(
                            "leptonica-[\\d.]+/libjpeg-.*libjpeg-turbo-[\\d.]+\\)/libwebp-[\\d.]+/java-1=.*exif=apply.*");
            assertThat(imageIo.identity()).startsWith("imageio-").contains("/java-1=");
        }
    }

    @Test
    void otherDecodersDoNotExist() {
        assertThatThrownBy(() -> ImageDecoders.open("opencv"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("leptonica or imageio");
    }
}
