package dev.convoy.driver.prepare.source.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.IdxFiles;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.TestInput;
import dev.convoy.driver.prepare.source.table.ParquetFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.Writer;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    private final Configuration hadoop = new Configuration();
    private final SourceOptions options = SourceOptions.of("--from");

    @TempDir
    private Path folder;

    private Source open(String name) throws IOException {
        return Sources.open(folder.resolve(name).toString(), options, hadoop);
    }

    private void writeTar(String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        byte[] image = TestInput.image("1");
        try (OutputStream out = Files.newOutputStream(folder.resolve(name));
                TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry entry = new TarArchiveEntry("cat/1.png");
            entry.setSize(image.length);
            tar.putArchiveEntry(entry);
            tar.write(image);
            tar.closeArchiveEntry();
        }
    }

    /** No name tells the kind here. */
    @Test
    void theKindIsFoundByContent() throws IOException {
        TestInput.writeImage(folder, "images/cat/1.txt");
        writeTar("tar/1.jpg");
        Files.createDirectories(folder.resolve("sequence"));
        try (Writer writer = SequenceFile.createWriter(
                hadoop,
                Writer.stream(FileSystem.getLocal(hadoop)
                        .getRawFileSystem()
                        .create(new org.apache.hadoop.fs.Path(folder + "/sequence/1.tar"))),
                Writer.keyClass(Text.class),
                Writer.valueClass(BytesWritable.class))) {
            writer.append(new Text("cat/1.png"), new BytesWritable(TestInput.image("1")));
        }
        Files.createDirectories(folder.resolve("table"));
        ParquetFiles.write(
                folder.resolve("table/1.csv"),
                "message m { required binary image; required int32 label; }",
                Map.of(),
                row -> row.append("image", ParquetFiles.binary(TestInput.image("1")))
                        .append("label", 1));
        Files.createDirectories(folder.resolve("paths"));
        ParquetFiles.write(
                folder.resolve("paths/1.csv"),
                "message m { required binary image (STRING); required int32 label; }",
                Map.of(),
                row -> row.append("image", "1.png").append("label", 1));
        TestInput.write(folder, "idx/images.png", IdxFiles.idx(new byte[4], 1, 2, 2));
        TestInput.write(folder, "cifar/1.png", new byte[3073 * 2]);
        TestInput.write(folder, "list/1.parquet", "path,label\n1.png,cat\n");

        assertThat(open("images").kind()).isEqualTo("a folder per class");
        assertThat(open("images/cat/1.txt").kind()).isEqualTo("one image");
        assertThat(open("tar").kind()).isEqualTo("tar archives");
        assertThat(open("tar/1.jpg").kind()).isEqualTo("tar archives");
        assertThat(open("sequence").kind()).isEqualTo("SequenceFiles");
        assertThat(open("table").kind()).isEqualTo("Parquet files with images");
        assertThat(open("paths").kind()).isEqualTo("a list (Parquet)");
        assertThat(open("idx").kind()).isEqualTo("IDX files");
        assertThat(open("cifar/1.png").kind()).isEqualTo("CIFAR's binary files");
        assertThat(open("list/1.parquet").kind()).isEqualTo("a list (CSV)");
        assertThat(open("list").kind()).isEqualTo("a list (CSV)");
    }

    @Test
    void severalKindsAreRefused() throws IOException {
        TestInput.writeImage(folder, "cat/1.png");
        writeTar("more.tar");
        assertThatThrownBy(() -> open("."))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("--from must hold one kind of data. Given: image files such as cat/1.png and tar archives"
                        + " such as more.tar. Name the file or folder with one kind.");
    }

    @Test
    void textBesideImagesIsNoList() throws IOException {
        TestInput.writeImage(folder, "cat/1.png");
        TestInput.write(folder, "labels.csv", "path,label\ncat/1.png,x\n");
        assertThat(open(".").kind()).isEqualTo("a folder per class");
        assertThat(open("labels.csv").kind()).isEqualTo("a list (CSV)");
    }

    @Test
    void whatHoldsNoImagesIsDescribed() throws IOException {
        TestInput.write(folder, "a/README", "about");
        TestInput.write(folder, "a/data.zip", "PK\3\4....");
        TestInput.write(folder, "a/empty", "");
        TestInput.write(folder, "a/x.npy", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1});
        assertThatThrownBy(() -> open("a"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("--from must hold images: as files, in tar archives, SequenceFiles, Parquet, IDX or CIFAR's"
                        + " binary files, or as a list with a column called path, file, filename or image. Given: file:"
                        + folder + "/a with README (text), data.zip (a zip archive), empty (empty), x.npy (a NumPy"
                        + " array). Unpack archives of other kinds, and convert other files.");
        TestInput.write(folder, "b/.hidden", "x");
        assertThatThrownBy(() -> open("b"))
                .hasMessage("--from must name files to read. Given: file:" + folder + "/b, an empty folder (left out 1"
                        + " hidden file or folder: .hidden). Check the path.");
        assertThatThrownBy(() -> open("a/README"))
                .hasMessageStartingWith("a list must have a column called path, file, filename or image. Given: none in"
                        + " README with the columns about.");
        TestInput.write(folder, "latin.csv", "path,label\n1.png,Z\u00fcrich\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> open("latin.csv"))
                .hasMessageStartingWith("a list must be text in UTF-8. Given: latin.csv");
        TestInput.write(folder, "wide.csv", "\uFEFFpath,label\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> open("wide.csv")).hasMessageContaining("wide.csv (text in UTF-16, not in UTF-8)");
        assertThatThrownBy(() -> open("nowhere"))
                .hasMessageStartingWith("--from must name a file or folder that exists");
    }

    @Test
    void aDamagedParquetFileIsNamed() throws IOException {
        TestInput.write(folder, "a.parquet", "PAR1....");
        assertThatThrownBy(() -> open("."))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "Parquet files of --from must be readable. Given: a.parquet, which is damaged: ");
    }
}
