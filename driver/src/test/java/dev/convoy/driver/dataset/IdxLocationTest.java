package dev.convoy.driver.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of IDX files as they are published and as archives unpack. */
class IdxLocationTest {
    private final Configuration hadoop = new Configuration();
    private byte[] images;
    private byte[] labels;

    @TempDir
    private Path folder;

    @BeforeEach
    void make() throws IOException {
        images = IdxFiles.idx(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
        labels = IdxFiles.idx(new byte[] {0, 1}, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "train-images-idx3-ubyte, train-labels-idx1-ubyte",
        "train-images.idx3-ubyte, train-labels.idx1-ubyte",
        "train-images.idx3-ubyte.gz, train-labels-idx1-ubyte",
        "train-images-idx3-ubyte.gz, train-labels.idx1-ubyte.gz",
        "emnist-letters-train-images-idx3-ubyte, emnist-letters-train-labels-idx1-ubyte.gz",
        "train-images-idx3-ubyte/train-images-idx3-ubyte, train-labels-idx1-ubyte/train-labels-idx1-ubyte",
        "train-images.idx3-ubyte/train-images-idx3-ubyte, train-labels.idx1-ubyte",
    })
    void aFolderAndAFileAreRecognizedWhateverTheCompression(String imagesName, String labelsName) throws IOException {
        for (byte[] content : new byte[][] {images, IdxFiles.gzip(images)}) {
            write(imagesName, content);
            write(labelsName, labels);

            assertThat(open(folder).count()).isEqualTo(2);
            assertThat(open(folder.resolve(imagesName)).count()).isEqualTo(2);
        }
    }

    /** The layout of Kaggle's unpacked archive. */
    @ParameterizedTest
    @CsvSource({
        "train-labels-idx1-ubyte/train-labels-idx1-ubyte",
        "train-labels.idx1-ubyte.gz",
        "train-images-idx3-ubyte/train-labels-idx1-ubyte",
    })
    void theFolderOfTheImagesAloneIsRecognized(String labelsName) throws IOException {
        write("train-images-idx3-ubyte/train-images-idx3-ubyte", images);
        write(labelsName, labels);

        assertThat(open(folder.resolve("train-images-idx3-ubyte")).count()).isEqualTo(2);
        assertThat(open(folder.resolve("train-images-idx3-ubyte/train-images-idx3-ubyte"))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void testImagesMayBeCalledTest() throws IOException {
        write("emnist-mnist-test-images-idx3-ubyte", images);
        write("emnist-mnist-test-labels-idx1-ubyte", labels);

        assertThat(Dataset.open(folder.toString(), Split.TEST, hadoop).count()).isEqualTo(2);
    }

    @Test
    void mnistsOwnNamesComeFirstAndOthersMustBeOfOneDataSet() throws IOException {
        for (String set : new String[] {"emnist-letters-", "emnist-digits-"}) {
            write(set + "train-images-idx3-ubyte", images);
            write(set + "train-labels-idx1-ubyte", labels);
        }
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "data.train must name a folder with one data set's images-idx3 file, or that file."
                                + " Given: file:" + folder
                                + " with emnist-digits-train-images-idx3-ubyte, emnist-letters-train-images-idx3-ubyte.");
        write("train-images-idx3-ubyte", IdxFiles.idx(new byte[] {9, 9}, 2, 1, 1));
        write("train-labels-idx1-ubyte", labels);

        assertThat(open(folder).shape().size()).isEqualTo(1);
        assertThat(open(folder.resolve("emnist-letters-train-images-idx3-ubyte"))
                        .shape()
                        .size())
                .isEqualTo(4);
    }

    @Test
    void whatIsThereIsListedIfNothingFits() throws IOException {
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "data.train needs a file train-images-idx3-ubyte or train-images.idx3-ubyte, either"
                                + " with .gz or without. Given: file:" + folder + " with nothing in it.");
        Files.createDirectory(folder.resolve("train-images-idx3-ubyte"));
        for (int i = 0; i < 10; i++) {
            write(i + ".png", images);
        }
        assertThatThrownBy(() -> open(folder))
                .hasMessageContaining("with 0.png, 1.png, 2.png, 3.png, 4.png, 5.png, 6.png, 7.png and 3 more.");
    }

    @Test
    void anotherFileIsNoImagesFile() throws IOException {
        write("train-labels-idx1-ubyte", labels);

        assertThatThrownBy(() -> open(folder.resolve("train-labels-idx1-ubyte")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "data.train must name a folder, or an images file called *images-idx3-ubyte. Given:");
    }

    private Dataset open(Path location) throws IOException {
        return Dataset.open(location.toString(), Split.TRAIN, hadoop);
    }

    private void write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
