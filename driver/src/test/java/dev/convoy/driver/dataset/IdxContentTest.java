package dev.convoy.driver.dataset;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Contents of files that are called IDX files. */
class IdxContentTest {
    private static final String MAGIC =
            "a file of images must be IDX of unsigned bytes in 3 dimensions, which starts with 0x00000803. Given: ";
    private static final String DIMENSIONS =
            "an IDX file must have at least 1 in each dimension, and at most 2,147,483,631 values. Given: ";

    @TempDir
    private Path folder;

    static Stream<Arguments> contents() throws IOException {
        byte[] images = IdxFiles.idx(new byte[8], 2, 2, 2);
        byte[] none = new byte[0];
        return Stream.of(
                Arguments.of("labels", IdxFiles.idx(new byte[2], 2), MAGIC + "0x00000801 in FILE, which are labels."),
                Arguments.of(
                        "twice",
                        IdxFiles.gzip(IdxFiles.gzip(images)),
                        MAGIC + "0x1f8b0800 in FILE, which is compressed twice."),
                Arguments.of("zip", text("PK\3\4rest"), MAGIC + "0x504b0304 in FILE, which is a zip archive"),
                Arguments.of(
                        "page",
                        text("<!DOCTYPE html>"),
                        MAGIC + "0x3c21444f in FILE, which is text, perhaps a web page"),
                Arguments.of("text", text("404: Not found"), MAGIC + "0x3430343a in FILE, which is text."),
                Arguments.of(
                        "colour",
                        IdxFiles.idx(new byte[24], 2, 3, 2, 2),
                        MAGIC + "0x00000804 in FILE, which has 4 dimensions."),
                Arguments.of(
                        "floats",
                        new byte[] {0, 0, 0xD, 3, 0},
                        MAGIC + "0x00000d03 in FILE, which has values of another type."),
                Arguments.of(
                        "swapped", new byte[] {3, 8, 0, 0, 0}, MAGIC + "0x03080000 in FILE, which is something else."),
                Arguments.of("empty", none, "an IDX file must be whole. Given: FILE (it ends too early)."),
                Arguments.of(
                        "no images",
                        IdxFiles.idx(none, 0, 2, 2),
                        DIMENSIONS + "0 × 2 × 2 in FILE. Check that the program"),
                Arguments.of("no rows", IdxFiles.idx(none, 2, 0, 2), DIMENSIONS + "2 × 0 × 2 in FILE."),
                Arguments.of(
                        "two negatives",
                        IdxFiles.idx(new byte[8], 2, -2, -2),
                        DIMENSIONS + "2 × 4294967294 × 4294967294 in FILE."),
                Arguments.of(
                        "overflow",
                        IdxFiles.idx(none, -1, -1, -1),
                        DIMENSIONS + "4294967295 × 4294967295 × 4294967295 in FILE."),
                Arguments.of(
                        "large",
                        IdxFiles.idx(none, 3, 100_000, 100_000),
                        DIMENSIONS + "3 × 100000 × 100000 in FILE. Check how"),
                Arguments.of(
                        "cut",
                        IdxFiles.idx(new byte[7], 2, 2, 2),
                        "an IDX file must be whole. Given: FILE (it ends after 7 of the 8 values of its header)."),
                Arguments.of(
                        "more",
                        IdxFiles.idx(new byte[9], 2, 2, 2),
                        "an IDX file must be whole. Given: FILE (more follows the 8 values of its header)."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contents")
    void isSaidInOneLine(String what, byte[] content, String message) throws IOException {
        Path images = folder.resolve("train-images-idx3-ubyte");
        Files.write(images, content);
        Files.write(folder.resolve("train-labels-idx1-ubyte"), IdxFiles.idx(new byte[] {0, 1}, 2));

        assertRefused(message.replace("FILE", "file:" + images));
    }

    @Test
    void imagesInPlaceOfLabelsAreNamed() throws IOException {
        byte[] images = IdxFiles.idx(new byte[8], 2, 2, 2);
        Files.write(folder.resolve("train-images-idx3-ubyte"), images);
        Files.write(folder.resolve("train-labels-idx1-ubyte"), images);

        assertRefused(
                "a file of labels must be IDX of unsigned bytes in 1 dimension, which starts with 0x00000801. Given:"
                        + " 0x00000803 in file:" + folder.resolve("train-labels-idx1-ubyte") + ", which are images.");
    }

    @Test
    void aSingleClassCannotBeLearnt() throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte"), IdxFiles.idx(new byte[8], 2, 2, 2));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), IdxFiles.idx(new byte[] {7, 7}, 2));

        assertRefused("data.train must have images of at least two classes. Given: 2 images, all labelled 7.");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Dataset.open(folder.toString(), Split.TRAIN, new Configuration()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }
}
