package dev.convoy.driver.prepare.source.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.TestInput;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.ShuffledFileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFormatTest {
    private final SourceOptions options = SourceOptions.of("--from");

    @TempDir
    private Path folder;

    private void write(String... names) throws IOException {
        for (String name : names) {
            TestInput.writeImage(folder, name);
        }
    }

    private Source open() throws IOException {
        return open(options);
    }

    private Source open(SourceOptions given) throws IOException {
        return new FolderFormat().open(TestInput.of(folder, given));
    }

    @Test
    void theFirstFolderIsTheClass() throws IOException {
        write("dog/1.JPG", "dog/pups/a b.png", "cat/100%20#1:2.png", "Äffchen/x.png");
        Source source = open();

        assertThat(source.kind()).isEqualTo("a folder per class");
        assertThat(source.labels()).isEqualTo(Labels.FOLDERS);
        assertThat(source.classes()).isEmpty();
        assertThat(source.raw()).isFalse();
        assertThat(source.notes()).isEmpty();
        assertThat(TestInput.lines(source))
                .containsExactly(
                        "cat/100%20#1:2.png | cat | - | - | cat/100%20#1:2.png",
                        "dog/1.JPG | dog | - | - | dog/1.JPG",
                        "dog/pups/a b.png | dog | - | - | dog/pups/a b.png",
                        "Äffchen/x.png | Äffchen | - | - | Äffchen/x.png");
    }

    @Test
    void splitFoldersAreSplitsIfThereAreNoOthers() throws IOException {
        write("train/cat/1.png", "VAL/cat/2.png", "testing/dog/3.png");
        assertThat(open().kind()).isEqualTo("a folder per class, in folders per split");
        assertThat(TestInput.lines(open()))
                .containsExactly(
                        "VAL/cat/2.png | cat | - | validation | VAL/cat/2.png",
                        "testing/dog/3.png | dog | - | test | testing/dog/3.png",
                        "train/cat/1.png | cat | - | train | train/cat/1.png");

        write("more/dog/4.png");
        assertThat(TestInput.lines(open())).contains("train/cat/1.png | train | - | - | train/cat/1.png");
        assertThat(open().notes())
                .containsExactly("VAL and testing and train are classes here, not splits, because there are other"
                        + " folders beside them, such as more");
    }

    /** Otherwise each image would be a group of its own, and groups in several splits. */
    @Test
    void groupsThatNothingBelongsToAreRefused() throws IOException {
        write("cat/patient7_1.png");

        open(new SourceOptions("--from", 100, null, null, null, Pattern.compile("patient\\d+")));
        assertThatThrownBy(() -> open(new SourceOptions("--from", 100, null, null, null, Pattern.compile("^patient"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("prepare.group-by must match paths below prepare.from. Given: ^patient, which"
                        + " matches none of 1, such as cat/patient7_1.png.");
        assertThatThrownBy(() -> open(new SourceOptions("--from", 100, null, null, "patient", null)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("prepare.group-column needs a list, Parquet with images or WebDataset's JSON. Given:"
                        + " patient for image files. Leave it out, or use prepare.group-by.");
    }

    /** As of data that are fetched when they are needed, and have not been. */
    @Test
    void linksToNothingAreLostImages() throws IOException {
        write("cat/1.png");
        Files.createSymbolicLink(folder.resolve("cat/2.png"), folder.resolve("nothing"));

        assertThat(TestInput.lines(open()))
                .containsExactly(
                        "cat/2.png ! is a link to nothing, or its name is not in the locale's encoding",
                        "cat/1.png | cat | - | - | cat/1.png");
    }

    @Test
    void aSplitWithoutClassFoldersIsRefused() throws IOException {
        write("train/cat/1.png", "test/2.png");
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the split folders of --from must all hold a folder per class. Given: test without class"
                        + " folders. Move it away, or name a folder with class folders, such as file:" + folder
                        + "/train.");
    }

    @Test
    void imagesWithoutFoldersHaveNoClass() throws IOException {
        write("1.png", "2.png");
        assertThat(open().labels()).isEqualTo(Labels.NONE);
        assertThat(open().kind()).isEqualTo("images without class folders");
        assertThat(TestInput.lines(open())).containsExactly("1.png | - | - | - | 1.png", "2.png | - | - | - | 2.png");
    }

    @Test
    void oneFileIsOneImage() throws IOException {
        write("cat/1.png", "cat/2.png");
        Source source = new FolderFormat().open(TestInput.of(folder.resolve("cat/2.png"), options));

        assertThat(source.kind()).isEqualTo("one image");
        assertThat(TestInput.lines(source)).containsExactly("2.png | - | - | - | cat/2.png");
    }

    @Test
    void besideClassFoldersImagesAreLostAndOthersLeftOut() throws IOException {
        write("cat/1.png", "0.png");
        TestInput.write(folder, "README.md", "cats");
        Files.createDirectories(folder.resolve("dog/old"));

        assertThat(TestInput.lines(open()))
                .containsExactly("0.png ! is in no class folder", "cat/1.png | cat | - | - | cat/1.png");
        assertThat(open().notes())
                .containsExactly(
                        "left out 1 that are no images, beside the class folders, such as README.md",
                        "class folder dog has no files");
    }

    @Test
    void filesThatCannotBeReadHaveAReason() throws IOException {
        write("cat/1.png", "cat/3.png", "cat/4.png");
        TestInput.write(folder, "cat/2.png", "");
        SourceOptions small = new SourceOptions("--from", 17, null, null, null, null);
        TestInput.write(folder, "cat/5.png", new byte[18]);
        Source source = open(small);
        Files.delete(folder.resolve("cat/3.png"));
        Files.delete(folder.resolve("cat/4.png"));
        Files.createDirectory(folder.resolve("cat/4.png"));

        assertThat(TestInput.lines(source))
                .containsExactly(
                        "cat/1.png | cat | - | - | cat/1.png",
                        "cat/2.png ! is empty",
                        "cat/3.png ! does not exist",
                        "cat/4.png ! is a folder",
                        "cat/5.png ! has more than 17 bytes, the limit");
    }

    @Test
    void groupsComeFromTheId() throws IOException {
        write("cat/p12-1.png", "cat/p12-2.png", "cat/other.png");
        SourceOptions grouped =
                new SourceOptions("--from", 100, null, null, null, SourceOptions.groupPattern("/(p\\d+)-"));
        assertThat(TestInput.lines(open(grouped)))
                .containsExactly(
                        "cat/other.png | cat | cat/other.png | - | cat/other.png",
                        "cat/p12-1.png | cat | p12 | - | cat/p12-1.png",
                        "cat/p12-2.png | cat | p12 | - | cat/p12-2.png");
        assertThat(new SourceOptions("--from", 100, null, null, null, SourceOptions.groupPattern("p\\d+"))
                        .group("a/p7x"))
                .isEqualTo("p7");
        assertThatThrownBy(() -> SourceOptions.groupPattern("p(")).hasMessageStartingWith("prepare.group-by must be");
    }

    @Test
    void partsAreSmallAndDoNotDependOnTheOrderOfListing() throws IOException {
        for (int i = 0; i < 4_100; i++) {
            TestInput.write(folder, String.format(Locale.ROOT, "c%d/%04d.png", i % 3, i), "x");
        }
        Source source = open();

        assertThat(source.parts()).hasSize(3);
        assertThat(source.bytes()).isEqualTo(4_100);
        for (SourcePart part : source.parts()) {
            assertThat(serialized(part).length).isLessThan(50_000);
        }
        UserPath plain = UserPath.of("--from", folder.toString(), new Configuration());
        Listing shuffled = Listing.of("--from", new UserPath(new ShuffledFileSystem(plain.files(), 1), plain.path()));
        List<SourcePart> again = new FolderFormat()
                .open(new SourceInput(shuffled, options, new Configuration()))
                .parts();
        for (int i = 0; i < again.size(); i++) {
            assertThat(serialized(again.get(i)))
                    .isEqualTo(serialized(source.parts().get(i)));
        }
    }

    private static byte[] serialized(SourcePart part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(part);
        }
        return bytes.toByteArray();
    }
}
