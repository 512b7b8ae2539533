package dev.convoy.driver.prepare.source.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.dataset.IdxFiles;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.SourceFailure;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.TestInput;
import dev.convoy.driver.prepare.source.files.FlakyFileSystem;
import dev.convoy.driver.prepare.source.table.ParquetFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
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

/** If storage fails for a moment, the task must fail and be tried again: no image may be lost for it. */
class StorageFailureTest {
    private static final int IMAGES = 40;
    private static final int IMAGE_BYTES = 50_000;

    @TempDir
    private Path folder;

    private static byte[] image(int seed) {
        byte[] noise = new byte[IMAGE_BYTES];
        new Random(seed).nextBytes(noise);
        System.arraycopy(TestInput.image(""), 0, noise, 0, 8);
        return noise;
    }

    private byte[] tar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (int i = 0; i < IMAGES; i++) {
                TarArchiveEntry entry = new TarArchiveEntry("cat/" + i + ".png");
                entry.setSize(IMAGE_BYTES);
                tar.putArchiveEntry(entry);
                tar.write(image(i));
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private void assertThrown() throws IOException {
        String from = "flaky:" + folder;
        Source source = Sources.open(from, SourceOptions.of("--from"), FlakyFileSystem.configuration(Long.MAX_VALUE));
        List<SourceItem> whole = read(source, FlakyFileSystem.configuration(Long.MAX_VALUE));
        assertThat(whole).hasSize(IMAGES).noneMatch(SourceFailure.class::isInstance);

        for (long bytes : new long[] {0, 100, 700_000, 1_500_000}) {
            assertThatThrownBy(() -> read(source, FlakyFileSystem.configuration(bytes)))
                    .as("after %d bytes", bytes)
                    .hasStackTraceContaining("the datanode is gone");
        }
    }

    private static List<SourceItem> read(Source source, Configuration hadoop) throws IOException {
        List<SourceItem> items = new ArrayList<>();
        for (SourcePart part : source.parts()) {
            part.read(hadoop).forEachRemaining(items::add);
        }
        return items;
    }

    @Test
    void plainTar() throws IOException {
        TestInput.write(folder, "a.tar", tar());
        assertThrown();
    }

    @Test
    void gzippedTar() throws IOException {
        TestInput.write(folder, "a.tar.gz", IdxFiles.gzip(tar()));
        assertThrown();
    }

    @Test
    void sequenceFile() throws IOException {
        Configuration hadoop = new Configuration();
        try (Writer writer = SequenceFile.createWriter(
                hadoop,
                Writer.stream(FileSystem.getLocal(hadoop)
                        .getRawFileSystem()
                        .create(new org.apache.hadoop.fs.Path(folder + "/a.seq"))),
                Writer.keyClass(Text.class),
                Writer.valueClass(BytesWritable.class))) {
            for (int i = 0; i < IMAGES; i++) {
                writer.append(new Text("cat/" + i), new BytesWritable(image(i)));
            }
        }
        assertThrown();
    }

    @Test
    void parquet() throws IOException {
        ParquetFiles.Row[] rows = new ParquetFiles.Row[IMAGES];
        for (int i = 0; i < IMAGES; i++) {
            byte[] image = image(i);
            rows[i] = row -> row.append("image", ParquetFiles.binary(image)).append("label", 1);
        }
        ParquetFiles.write(
                folder.resolve("a.parquet"),
                "message m { required binary image; required int32 label; }",
                Map.of(),
                rows);
        assertThrown();
    }

    @Test
    void idx() throws IOException {
        byte[] pixels = new byte[IMAGES * IMAGE_BYTES];
        new Random(1).nextBytes(pixels);
        TestInput.write(folder, "images.gz", IdxFiles.gzip(IdxFiles.idx(pixels, IMAGES, IMAGE_BYTES / 100, 100)));
        assertThrown();
        Files.delete(folder.resolve("images.gz"));
        TestInput.write(folder, "images", IdxFiles.idx(pixels, IMAGES, IMAGE_BYTES / 100, 100));
        assertThrown();
    }

    @Test
    void files() throws IOException {
        for (int i = 0; i < IMAGES; i++) {
            byte[] large = Arrays.copyOf(image(i), 2_000_000);
            TestInput.write(folder, "cat/" + i + ".png", large);
        }
        assertThrown();
    }
}
