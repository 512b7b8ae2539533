package dev.convoy.driver.prepare.source.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.SourceImage;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.TestInput;
import dev.convoy.driver.prepare.source.files.FileStart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFormatTest {
    private final SourceOptions options = SourceOptions.of("--from");

    @TempDir
    private Path folder;

    /** A record whose pixel i of plane c is c · 64 + i mod 64. */
    private static byte[] records(int[]... labels) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int[] record : labels) {
            for (int label : record) {
                bytes.write(label);
            }
            for (int i = 0; i < 3072; i++) {
                bytes.write(i / 1024 * 64 + i % 64);
            }
        }
        return bytes.toByteArray();
    }

    private Source open() throws IOException {
        return new CifarFormat().open(TestInput.of(folder, options));
    }

    @Test
    void cifar10() throws IOException {
        TestInput.write(folder, "data_batch_1.bin", records(new int[] {3}, new int[] {9}));
        TestInput.write(folder, "test_batch.bin", records(new int[] {0}));
        TestInput.write(
                folder, "batches.meta.txt", "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
        TestInput.write(folder, "readme.html", "<html>");
        Source source = open();

        assertThat(source.classes()).startsWith("airplane", "automobile").hasSize(10);
        assertThat(source.raw()).isTrue();
        List<SourceItem> items = TestInput.items(source);
        assertThat(items)
                .extracting("id")
                .containsExactly("data_batch_1.bin!0", "data_batch_1.bin!1", "test_batch.bin!0");
        assertThat(items).extracting("label").containsExactly("cat", "truck", "airplane");
        assertThat(items).extracting("split").containsExactly("train", "train", "test");
        byte[] pixels = ((SourceImage) items.get(1)).bytes();
        assertThat(pixels).hasSize(3072);
        for (int i = 0; i < 1024; i++) {
            for (int c = 0; c < 3; c++) {
                assertThat(pixels[i * 3 + c] & 0xff).isEqualTo(c * 64 + i % 64);
            }
        }
    }

    @Test
    void aSplitThatDoesNotCountIsNamed() throws IOException {
        TestInput.write(folder, "more.bin", records(new int[] {3}));
        TestInput.write(folder, "test_batch.bin", records(new int[] {0}));
        Source source = open();

        assertThat(TestInput.items(source)).extracting("split").containsOnlyNulls();
        assertThat(source.notes())
                .contains("test_batch.bin names a split, which does not count, because more.bin names none: all are for"
                        + " training");
    }

    @Test
    void cifar100HasFineLabels() throws IOException {
        TestInput.write(folder, "train.bin", records(new int[] {19, 99}, new int[] {0, 1}));
        assertThat(TestInput.items(open())).extracting("label").containsExactly("99", "1");
        String names = IntStream.range(0, 100).mapToObj(i -> "class " + i).collect(Collectors.joining("\n"));
        TestInput.write(folder, "fine_label_names.txt", names);
        TestInput.write(folder, "coarse_label_names.txt", "a\nb\n");
        assertThat(TestInput.items(open())).extracting("label").containsExactly("class 99", "class 1");
    }

    @Test
    void aCutFileIsRefused() throws IOException {
        TestInput.write(folder, "data_batch_1.bin", records(new int[] {3}, new int[] {9}));
        TestInput.write(folder, "data_batch_2.bin", new byte[500_000]);
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("CIFAR's binary files must hold whole records of 3,073 or 3,074 bytes. Given:"
                        + " data_batch_2.bin.");
    }

    @Test
    void cifar10And100DoNotMix() throws IOException {
        TestInput.write(folder, "a/data_batch_1.bin", records(new int[] {3}));
        TestInput.write(folder, "b/train.bin", records(new int[] {3, 4}));
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("CIFAR's binary files must all be of CIFAR-10 or all of CIFAR-100. Given:"
                        + " b/train.bin, which is of CIFAR-100.");
    }

    @Test
    void sizeAndLabelsAreTheMark() throws IOException {
        TestInput.write(folder, "1", records(new int[] {9}, new int[] {0}));
        TestInput.write(folder, "2", records(new int[] {9}, new int[] {10}));
        TestInput.write(folder, "3", records(new int[] {20, 0}));
        TestInput.write(folder, "4", new byte[3072]);
        var listing = TestInput.of(folder, options).listing();
        boolean[] recognized = new boolean[4];
        for (int i = 0; i < 4; i++) {
            recognized[i] = new CifarFormat().recognizes(FileStart.of(listing, i));
        }
        assertThat(recognized).containsExactly(true, false, false, false);
    }
}
