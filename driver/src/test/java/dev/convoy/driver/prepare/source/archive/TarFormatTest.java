package dev.convoy.driver.prepare.source.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.TestInput;
import dev.convoy.driver.prepare.source.files.FileStart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarFormatTest {
    private final TarFormat format = new TarFormat();
    private final SourceOptions options = SourceOptions.of("--from");

    @TempDir
    private Path folder;

    @FunctionalInterface
    private interface Content {
        void write(TarArchiveOutputStream tar) throws IOException;
    }

    private byte[] tar(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            content.write(tar);
        }
        return bytes.toByteArray();
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    /** Adds images whose text is their name. */
    private static void images(TarArchiveOutputStream tar, String... names) throws IOException {
        for (String name : names) {
            add(tar, name, TestInput.image(name));
        }
    }

    private static void text(TarArchiveOutputStream tar, String name, String text) throws IOException {
        add(tar, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private Source open() throws IOException {
        return format.open(TestInput.of(folder, options));
    }

    private Source open(String name) throws IOException {
        return format.open(TestInput.of(folder.resolve(name), options));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theFirstFolderInsideIsTheClass(boolean zipped) throws IOException {
        byte[] tar = tar(out -> {
            out.putArchiveEntry(new TarArchiveEntry("./"));
            out.closeArchiveEntry();
            images(out, "./dog/a b#%20:1.JPG", "cat/" + "x".repeat(120) + ".png", "cat/sub/Zürich実験.png");
            text(out, "README", "cats and dogs");
            images(out, "cat/._1.png", "__MACOSX/cat/1.png", ".hidden/1.png");
        });
        TestInput.write(folder, "data.bin", zipped ? gzip(tar) : tar);
        Source source = open("data.bin");

        assertThat(source.kind()).isEqualTo("tar archives");
        assertThat(source.labels()).isEqualTo(Labels.FOLDERS);
        String longName = "cat/" + "x".repeat(120) + ".png";
        assertThat(TestInput.lines(source))
                .containsExactly(
                        "data.bin!dog/a b#%20:1.JPG | dog | - | - | ./dog/a b#%20:1.JPG",
                        "data.bin!" + longName + " | cat | - | - | " + longName,
                        "data.bin!cat/sub/Zürich実験.png | cat | - | - | cat/sub/Zürich実験.png");
    }

    @Test
    void aFolderAroundAllIsNoClass() throws IOException {
        TestInput.write(folder, "pets.tgz", gzip(tar(out -> {
            for (int i = 0; i < 100; i++) {
                images(out, "pets/train/cat/" + i + ".png");
            }
            images(out, "pets/test/dog/1.png");
        })));
        assertThat(TestInput.lines(open()))
                .hasSize(101)
                .startsWith("pets.tgz!pets/train/cat/0.png | cat | - | train | pets/train/cat/0.png")
                .endsWith("pets.tgz!pets/test/dog/1.png | dog | - | test | pets/test/dog/1.png");
    }

    @Test
    void aClassOfWhichAllIsInSubfoldersIsNotTakenForAFolderAroundAll() throws IOException {
        TestInput.write(folder, "1.tar", tar(out -> images(out, "cat/a/1.png", "cat/b/1.png")));
        TestInput.write(folder, "2.tar", tar(out -> images(out, "dog/a/1.png")));
        assertThat(TestInput.lines(open()))
                .containsExactly(
                        "1.tar!cat/a/1.png | cat | - | - | cat/a/1.png",
                        "1.tar!cat/b/1.png | cat | - | - | cat/b/1.png",
                        "2.tar!dog/a/1.png | dog | - | - | dog/a/1.png");
    }

    @Test
    void samplesInWebDatasetsNamingHaveLabelsBeside() throws IOException {
        TestInput.write(folder, "train-0.tar", tar(out -> {
            text(out, "0001.cls", "7\n");
            images(out, "0001.jpg");
            images(out, "0002.seg.png", "0002.jpg");
            text(out, "0002.json", "{\"label\": \"a cat\", \"x\": [1]}");
            text(out, "0002.txt", "a caption");
            images(out, "0003.png");
            text(out, "0003.json", "{\"class\": 3}");
            text(out, "0003.cls", "4");
        }));
        TestInput.write(folder, "train-1.tar", tar(out -> {
            images(out, "0004.png");
            text(out, "0005.cls", "1");
            images(out, "0006.a.png", "0006.b.png");
            images(out, "0007.png");
            text(out, "0007.json", "{");
            text(out, "README.md", "about");
            text(out, "0008.cls", "");
            images(out, "0008.png");
        }));
        Source source = open();

        assertThat(source.kind()).isEqualTo("tar archives in WebDataset's naming");
        assertThat(source.labels()).isEqualTo(Labels.VALUES);
        assertThat(TestInput.lines(source))
                .containsExactly(
                        "train-0.tar!0001.jpg | 7 | - | train | 0001.jpg",
                        "train-0.tar!0002.jpg | a cat | - | train | 0002.jpg",
                        "train-0.tar!0003.png | 4 | - | train | 0003.png",
                        "train-1.tar!0004.png | - | - | train | 0004.png",
                        "train-1.tar!0005 ! has a label and no image",
                        "train-1.tar!0006.a.png ! has several images, a.png and b.png",
                        "train-1.tar!0007.png ! has a .json file that is not JSON",
                        "train-1.tar!0008.png ! has no class name or number in its .cls file");
    }

    @Test
    void samplesMayLieInFoldersOfSplits() throws IOException {
        TestInput.write(folder, "data.tar", tar(out -> {
            images(out, "train/1.jpg");
            text(out, "train/1.cls", "7");
            images(out, "test/2.jpg");
            text(out, "test/2.cls", "8");
        }));

        assertThat(TestInput.lines(open()))
                .containsExactly(
                        "data.tar!train/1.jpg | 7 | - | train | train/1.jpg",
                        "data.tar!test/2.jpg | 8 | - | test | test/2.jpg");
    }

    @Test
    void groupsAndLabelsCanHaveOtherNamesInJson() throws IOException {
        TestInput.write(folder, "a.tar", tar(out -> {
            images(out, "1.png");
            text(out, "1.json", "{\"label\": 1, \"species\": \"cat\", \"patient\": 12}");
        }));
        SourceOptions named = new SourceOptions("--from", 100, null, "species", "patient", null);

        assertThat(TestInput.lines(format.open(TestInput.of(folder, named))))
                .containsExactly("a.tar!1.png | cat | 12 | - | 1.png");
    }

    @Test
    void namesWithDotsAreNoSamplesIfThereAreNoLabels() throws IOException {
        TestInput.write(folder, "a.tar", tar(out -> images(out, "cat/2021.01.02.png", "cat/2021.01.03.png")));

        assertThat(TestInput.lines(open())).hasSize(2);
    }

    @Test
    void membersThatAreNoImagesHaveAReason() throws IOException {
        byte[] inner = tar(out -> images(out, "cat/1.png"));
        TestInput.write(folder, "a.tar", tar(out -> {
            images(out, "cat/1.png");
            TarArchiveEntry link = new TarArchiveEntry("cat/2.png", TarConstants.LF_SYMLINK);
            link.setLinkName("1.png");
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
            TarArchiveEntry fifo = new TarArchiveEntry("cat/pipe", TarConstants.LF_FIFO);
            out.putArchiveEntry(fifo);
            out.closeArchiveEntry();
            add(out, "cat/inner.png", inner);
            add(out, "cat/inner2.png", gzip(inner));
            add(out, "cat/3.png", new byte[0]);
            add(out, "cat/4.png", new byte[3_000]);
            text(out, "cat/5.txt", "kept for the decoder to refuse");
        }));
        SourceOptions small = new SourceOptions("--from", 2_900, null, null, null, null);
        assertThat(TestInput.lines(format.open(TestInput.of(folder, small))))
                .containsExactly(
                        "a.tar!cat/1.png | cat | - | - | cat/1.png",
                        "a.tar!cat/2.png ! is a link inside an archive",
                        "a.tar!cat/inner.png ! is an archive inside an archive",
                        "a.tar!cat/inner2.png ! is an archive inside an archive",
                        "a.tar!cat/3.png ! is empty",
                        "a.tar!cat/4.png ! has more than 2,900 bytes, the limit",
                        "a.tar!cat/5.txt | cat | - | - | kept for the decoder to refuse");
    }

    @Test
    void whatIsLostWithADamagedArchiveIsCountedAndTheNextIsRead() throws IOException {
        byte[] whole = tar(out -> {
            for (int i = 0; i < 10; i++) {
                add(out, "cat/" + i + ".png", TestInput.image("x".repeat(600)));
            }
        });
        byte[] badHeader = whole.clone();
        // Each image takes three blocks of 512 bytes: this is in the name of the fifth.
        badHeader[4 * 1536 + 5] ^= 1;
        TestInput.write(folder, "1-cut.tar", Arrays.copyOf(whole, 4 * 1536 + 700));
        TestInput.write(folder, "2-header.tar", badHeader);
        byte[] zipped = gzip(whole);
        zipped[zipped.length - 6] ^= 1;
        TestInput.write(folder, "3-checksum.tar.gz", zipped);
        TestInput.write(folder, "4-cut.tar.gz", Arrays.copyOf(gzip(whole), 150));
        TestInput.write(folder, "5.tar", tar(out -> images(out, "cat/1.png")));
        TestInput.write(folder, "6.png", TestInput.image(""));
        TestInput.write(folder, "7.txt", "about");
        List<SourceItem> items = TestInput.items(open());

        assertThat(items.stream().filter(item -> item.id().startsWith("1-cut"))).hasSize(5);
        assertThat(items.stream().filter(item -> item.id().startsWith("2-header")))
                .hasSize(5);
        assertThat(items.stream().filter(item -> item.id().startsWith("3-checksum")))
                .hasSize(11);
        assertThat(items.get(items.size() - 1).id()).isEqualTo("5.tar!cat/1.png");
        List<SourceFailure> failures = items.stream()
                .filter(SourceFailure.class::isInstance)
                .map(SourceFailure.class::cast)
                .toList();
        assertThat(failures.stream().map(failure -> failure.id() + " " + failure.reason()))
                .containsExactly(
                        "6.png is an image among tar archives",
                        "1-cut.tar is damaged in or after cat/4.png: Truncated TAR archive",
                        "2-header.tar is damaged in or after cat/3.png: a header has the wrong checksum",
                        "3-checksum.tar.gz is damaged in or after cat/9.png: Corrupt GZIP trailer",
                        "4-cut.tar.gz is damaged in or after cat/1.png: Unexpected end of ZLIB input stream");
        assertThat(open().notes()).containsExactly("left out 1 of text among tar archives, such as 7.txt");
    }

    @Test
    void anEndThatComesTooEarlyIsSeen() throws IOException {
        byte[] one = tar(out -> images(out, "cat/1.png", "cat/2.png"));
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.write(one);
        two.write(tar(out -> add(out, "cat/3.png", TestInput.image("x".repeat(2_000_000)))));
        // Each image takes two blocks of 512 bytes.
        TestInput.write(folder, "1-cut.tar", Arrays.copyOf(one, 1024));
        TestInput.write(folder, "2-two.tar", two.toByteArray());

        assertThat(TestInput.lines(open()))
                .containsExactly(
                        "1-cut.tar!cat/1.png | cat | - | - | cat/1.png",
                        "1-cut.tar ! is damaged in or after cat/1.png: the mark at its end is missing",
                        "2-two.tar!cat/1.png | cat | - | - | cat/1.png",
                        "2-two.tar!cat/2.png | cat | - | - | cat/2.png",
                        "2-two.tar ! is damaged in or after cat/2.png: more follows the mark at its end, as if archives"
                                + " had been appended ×59");
    }

    @Test
    void theNumberOfLostImagesIsEstimated() throws IOException {
        byte[] whole = tar(out -> {
            for (int i = 0; i < 1_000; i++) {
                add(out, "cat/" + i + ".png", TestInput.image("x".repeat(600)));
            }
        });
        whole[400 * 1536] ^= 1;
        TestInput.write(folder, "a.tar", whole);
        List<SourceItem> items = TestInput.items(open());

        assertThat(items).hasSize(401);
        assertThat(((SourceFailure) items.get(400)).lost()).isBetween(500L, 650L);
    }

    @Test
    void archivesOfOtherThingsAreRefused() throws IOException {
        byte[] inner = tar(out -> images(out, "1.png"));
        TestInput.write(folder, "a.tar", tar(out -> {
            add(out, "n01440764.tar", inner);
            add(out, "data_batch_1.bin", new byte[100]);
        }));
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("tar archives of --from must hold image files. Given: a.tar with n01440764.tar (a tar"
                        + " archive), data_batch_1.bin (something else). Unpack it and name the folder; archives inside"
                        + " archives are not read.");
    }

    @Test
    void tarIsRecognizedByTheChecksumOfItsHeader() throws IOException {
        byte[] tar = tar(out -> images(out, "cat/1.png"));
        TestInput.write(folder, "1", tar);
        TestInput.write(folder, "2", gzip(tar));
        byte[] other = tar.clone();
        other[0] ^= 1;
        TestInput.write(folder, "3", other);
        TestInput.write(folder, "4", new byte[1024]);
        Files.write(folder.resolve("5"), new byte[0]);
        var listing = TestInput.of(folder, options).listing();

        assertThat(format.recognizes(FileStart.of(listing, 0))).isTrue();
        assertThat(format.recognizes(FileStart.of(listing, 1))).isTrue();
        assertThat(format.recognizes(FileStart.of(listing, 2))).isFalse();
        assertThat(format.recognizes(FileStart.of(listing, 3))).isFalse();
        assertThat(format.recognizes(FileStart.of(listing, 4))).isFalse();
    }
}
