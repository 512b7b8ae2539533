package dev.convoy.driver.prepare.source.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.IdxFiles;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.TestInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFormatTest {
    private final SourceOptions options = SourceOptions.of("--from");

    @TempDir
    private Path folder;

    private void images(String name, int count) throws IOException {
        byte[] pixels = new byte[count * 6];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        write(name, IdxFiles.idx(pixels, count, 2, 3));
    }

    private void labels(String name, int... labels) throws IOException {
        byte[] bytes = new byte[labels.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) labels[i];
        }
        write(name, IdxFiles.idx(bytes, labels.length));
    }

    private void write(String name, byte[] content) throws IOException {
        TestInput.write(folder, name, name.endsWith(".gz") ? IdxFiles.gzip(content) : content);
    }

    private Source open(String name) throws IOException {
        return new IdxFormat().open(TestInput.of(folder.resolve(name), options));
    }

    @Test
    void mnistsFilesAreSplitsAndNumbersAreClasses() throws IOException {
        images("train-images-idx3-ubyte", 2);
        labels("train-labels.idx1-ubyte.gz", 3, 0);
        images("t10k-images-idx3-ubyte.gz", 1);
        labels("t10k-labels-idx1-ubyte", 11);
        // torchvision leaves both.
        images("train-images-idx3-ubyte.gz", 2);
        TestInput.write(folder, "README", "about");
        Source source = open(".");

        assertThat(source.raw()).isTrue();
        assertThat(source.labels()).isEqualTo(Labels.VALUES);
        assertThat(source.classes()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
        assertThat(TestInput.lines(source))
                .containsExactly(
                        "t10k-images-idx3-ubyte.gz!0 | 11 | - | test | RawShape[height=2, width=3, channels=1]"
                                + " [0, 1, 2, 3, 4, 5]",
                        "train-images-idx3-ubyte!0 | 3 | - | train | RawShape[height=2, width=3, channels=1]"
                                + " [0, 1, 2, 3, 4, 5]",
                        "train-images-idx3-ubyte!1 | 0 | - | train | RawShape[height=2, width=3, channels=1]"
                                + " [6, 7, 8, 9, 10, 11]");
    }

    @Test
    void oneFileBringsItsLabelsOrNone() throws IOException {
        images("train-images-idx3-ubyte", 2);
        labels("train-labels-idx1-ubyte", 3, 0);
        labels("t10k-labels-idx1-ubyte", 3);
        assertThat(TestInput.items(open("train-images-idx3-ubyte")))
                .extracting("id", "label")
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("train-images-idx3-ubyte!0", "3"),
                        org.assertj.core.groups.Tuple.tuple("train-images-idx3-ubyte!1", "0"));
        images("new", 1);
        assertThat(open("new").labels()).isEqualTo(Labels.NONE);
        assertThat(TestInput.items(open("new"))).extracting("label").containsOnlyNulls();
        assertThatThrownBy(() -> open("t10k-labels-idx1-ubyte"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "IDX files of --from must be images and labels. Given: t10k-labels-idx1-ubyte,");
    }

    @Test
    void namesOfOneImagesAndOneLabelsFileDoNotMatter() throws IOException {
        images("x/x", 2);
        labels("y/y", 3, 0);
        assertThat(TestInput.items(open("."))).extracting("label").containsExactly("3", "0");
    }

    @Test
    void filesThatDoNotBelongTogetherAreRefused() throws IOException {
        images("a-train-images-idx3", 2);
        labels("a-train-labels-idx1", 3);
        assertThatThrownBy(() -> open("."))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("images and labels must be equally many. Given: 2 images in a-train-images-idx3"
                        + " and 1 labels in a-train-labels-idx1.");
        labels("a-train-labels-idx1", 3, 4);
        images("a-test-images-idx3", 2);
        assertThatThrownBy(() -> open("."))
                .hasMessageStartingWith(
                        "each IDX file of images must have one of labels with a name like its own. Given:"
                                + " a-test-images-idx3 with 0.");
        labels("a-test-labels-idx1", 3, 4);
        assertThat(TestInput.items(open("."))).extracting("split").containsExactly("test", "test", "train", "train");
        images("b-test-images-idx3", 1);
        labels("b-test-labels-idx1", 3);
        assertThatThrownBy(() -> open("."))
                .hasMessageStartingWith("IDX files of --from must be one data set's. Given: a-");
    }

    @Test
    void aCutFileIsRefusedOrItsRestIsLost() throws IOException {
        images("images", 3);
        labels("labels", 0, 1, 2);
        byte[] whole = Files.readAllBytes(folder.resolve("images"));
        for (int length : new int[] {8, 16, whole.length - 1}) {
            Files.write(folder.resolve("images"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> open("."))
                    .hasMessageStartingWith(
                            "an IDX file must have the size that its header gives. Given: images with " + length);
        }
        Files.delete(folder.resolve("images"));
        TestInput.write(folder, "images.gz", IdxFiles.gzip(Arrays.copyOf(whole, 16 + 7)));
        assertThat(TestInput.lines(open(".")))
                .containsExactly(
                        "images.gz!0 | 0 | - | - | RawShape[height=2, width=3, channels=1] [0, 1, 2, 3, 4, 5]",
                        "images.gz!1 ! is damaged in images.gz: it ends too early ×2");
    }

    @Test
    void aLargeFileIsReadInRanges() throws IOException {
        int count = 100;
        byte[] pixels = new byte[count << 20];
        for (int i = 0; i < count; i++) {
            pixels[i << 20] = (byte) i;
        }
        write("images", IdxFiles.idx(pixels, count, 1024, 1024));
        labels("labels", new int[count]);
        Source source = open(".");

        assertThat(source.parts()).hasSize(2);
        List<Integer> first = TestInput.items(source).stream()
                .map(item -> (int) ((SourceImage) item).bytes()[0])
                .toList();
        assertThat(first).hasSize(count).isSorted().doesNotHaveDuplicates();
    }
}
