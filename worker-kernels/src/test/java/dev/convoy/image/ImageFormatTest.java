package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFormatTest {
    @ParameterizedTest
    @CsvSource({
        "FFD8FFE0, jpeg",
        "89504E470D0A1A0A, png",
        "424D0000, bmp",
        "474946383961, gif",
        "474946383761, gif",
        "49492A00, tiff",
        "4D4D002A, tiff",
        "524946460102030457454250, webp"
    })
    void firstBytesNameTheFormat(String start, String key) {
        byte[] bytes = java.util.HexFormat.of().parseHex(start);

        assertThat(ImageFormat.of(bytes, bytes.length).orElseThrow().key()).isEqualTo(key);
        if (bytes.length > 4) {
            assertThat(ImageFormat.of(bytes, 3)).as("cut to 3 bytes").isEmpty();
        }
    }

    @Test
    void otherFilesHaveNone() {
        for (String text : new String[] {"", "text", "RIFF0000WAVE", "\u0000\u0000\u0000", "MM*\u0000"}) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);

            assertThat(ImageFormat.of(bytes, bytes.length)).as(text).isEmpty();
        }
    }
}
