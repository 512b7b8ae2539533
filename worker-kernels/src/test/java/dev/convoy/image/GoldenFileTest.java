package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that Pillow 9.4 wrote, with the checksums of the pixels that it reads from them. */
class GoldenFileTest {
    @ParameterizedTest
    @CsvSource({"420.jpg, d4fc8eae", "progressive-422.jpg, fcf6cbc0", "lossy.webp, fd06d518"})
    void lossyFilesHaveThePixelsThatPillowReads(String name, String checksum) throws IOException {
        Picture decoded = Picture.decoded("leptonica", file(name));

        assertThat(decoded.height()).isEqualTo(35);
        assertThat(decoded.width()).isEqualTo(45);
        assertThat(checksum(decoded)).isEqualTo(checksum);
    }

    @ParameterizedTest
    @CsvSource({"420.jpg", "progressive-422.jpg"})
    void bothDecodersReadTheSame(String name) throws IOException {
        assertThat(Picture.decoded(file(name)).channels()).isEqualTo(3);
    }

    @Test
    void losslessWebpIsExact() throws IOException {
        Picture.decoded("leptonica", file("lossless.webp")).assertSameAs(Picture.noise(3, 5, 3));
    }

    @Test
    void exifTurnsWebp() throws IOException {
        Picture.decoded("leptonica", file("exif-6.webp")).assertSameAs(DirtyImages.upright(6, Picture.noise(3, 5, 3)));
    }

    @Test
    void alphaOfWebpIsOverWhite() throws IOException {
        Picture four = Picture.noise(3, 5, 4);
        Picture three = Picture.noise(3, 5, 3);

        Picture.decoded("leptonica", file("alpha.webp"))
                .assertSameAs(Picture.of(
                        3,
                        5,
                        3,
                        (row, column, channel) ->
                                DirtyImages.overWhite(three.value(row, column, channel), four.value(row, column, 3))));
    }

    @Test
    void webpIsRefusedWhereverItIsCut() throws IOException {
        byte[] file = file("lossy.webp");
        for (int length = 12; length < file.length; length++) {
            int cut = length;
            assertThat(reason("leptonica", Arrays.copyOf(file, cut)))
                    .as("%d bytes", cut)
                    .isEqualTo("webp: truncated");
        }
    }

    @Test
    void damagedWebpIsRefused() throws IOException {
        byte[] file = file("lossy.webp");
        Arrays.fill(file, 30, file.length, (byte) 0xff);

        assertThat(reason("leptonica", file)).isEqualTo("webp: damaged image data");
    }

    @Test
    void animatedWebpIsRefused() {
        byte[] file = new FileBuilder(true)
                .text("RIFF")
                .u32(22)
                .text("WEBPVP8X")
                .u32(10)
                .bytes(2, 0, 0, 0, 4, 0, 0, 2, 0, 0)
                .build();

        assertThat(reason("leptonica", file)).isEqualTo("webp: animated WebP is not read");
    }

    @Test
    void imageIoNamesTheDecoderThatReadsWebp() throws IOException {
        assertThat(reason("imageio", file("lossy.webp"))).isEqualTo("webp: read by the decoder leptonica only");
    }

    private static String reason(String decoder, byte[] file) {
        try (ImageDecoder opened = ImageDecoders.open(decoder)) {
            opened.decode(file, file.length, new Raster());
            return "none";
        } catch (UnreadableImageException e) {
            return e.getMessage();
        }
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream in = GoldenFileTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }

    private static String checksum(Picture picture) {
        CRC32 crc = new CRC32();
        crc.update(picture.pixels());
        return Long.toHexString(crc.getValue());
    }
}
