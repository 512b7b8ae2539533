package dev.convoy.driver.dataset.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards: what is read is what was written, the same rows give the same bytes, and damage is found. */
class ImageRowFileTest {
    private static final int LARGE = 300_000;

    @TempDir
    private Path folder;

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        List<ImageRow> rows = List.of(
                row("a/1.jpg", 0, new byte[] {1, 2, 3}, null),
                row("archive.tar!b/ü.png", 12, new byte[0], "patient 7"),
                row("c", 1, random(1, LARGE), ""));
        write("shard", rows);

        assertThat(read("shard")).usingRecursiveComparison().isEqualTo(rows);
        assertThat(images("shard"))
                .usingRecursiveComparison()
                .isEqualTo(rows.stream()
                        .map(row -> new StoredImage(row.id(), row.label(), row.pixels()))
                        .toList());
    }

    @Test
    void theSameRowsGiveTheSameBytesAndNoOtherFile() throws IOException {
        List<ImageRow> rows = images(100, LARGE);
        try (ImageRowWriter writer = write("one", rows)) {
            byte[] bytes = Files.readAllBytes(folder.resolve("one"));
            CRC32C sum = new CRC32C();
            sum.update(bytes);

            assertThat(writer.rows()).isEqualTo(100);
            assertThat(writer.bytes()).isEqualTo(bytes.length);
            assertThat(writer.crc32c()).isEqualTo(HexFormat.of().toHexDigits(sum.getValue(), 8));
        }
        write("two", rows);

        assertThat(folder.resolve("two")).hasSameBinaryContentAs(folder.resolve("one"));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    /** With Parquet's defaults, a file of 100 images of 300 kB would be one row group, with whole images in its footer. */
    @Test
    void rowGroupsAreSmallAndStatisticsAreShort() throws IOException {
        write("shard", images(100, LARGE));
        try (ParquetFileReader file = ParquetFileReader.open(input("shard"))) {
            assertThat(file.getRowGroups()).hasSizeBetween(2, 4);
            for (BlockMetaData group : file.getRowGroups()) {
                assertThat(group.getTotalByteSize()).isLessThan(18 << 20);
                for (ColumnChunkMetaData column : group.getColumns()) {
                    Statistics<?> statistics = column.getStatistics();
                    if (statistics.hasNonNullValue()) {
                        assertThat(statistics.getMaxBytes().length).isLessThan(64);
                    }
                    assertThat(column.hasDictionaryPage()).isFalse();
                }
            }
        }
    }

    /** Parquet's own order of the encodings differs from process to process. */
    @Test
    void theFootersEncodingsAreSorted() throws IOException {
        write("shard", images(60, LARGE));
        byte[] file = Files.readAllBytes(folder.resolve("shard"));
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(file, file.length - 8 - length, length));

        assertThat(footer.getRow_groups()).hasSizeGreaterThan(1).allSatisfy(group -> assertThat(group.getColumns())
                .allSatisfy(column -> assertThat(column.getMeta_data().getEncodings())
                        .hasSizeGreaterThan(1)
                        .isSortedAccordingTo(Comparator.comparingInt(Encoding::getValue))));
    }

    @Test
    void aChangedByteIsFoundWhereverItIs() throws IOException {
        write("shard", images(5, 1000));
        byte[] whole = Files.readAllBytes(folder.resolve("shard"));
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 50; i++) {
            // Inside the pixels, which fill most of the file.
            int at = 500 + random.nextInt(4000);
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(folder.resolve("changed"), changed);

            assertThatThrownBy(() -> read("changed"))
                    .as("byte %d", at)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("a shard must be as prepare wrote it. Given: row ")
                    .hasMessageContaining("changed");
        }
    }

    @Test
    void aRowWhoseImageHasAnotherChecksumIsNamed() throws IOException {
        try (TableWriter table = new TableWriter(local().files(), path("shard"), ImageRowSchema.TYPE)) {
            table.write(ImageRowSchema.group(row("a", 0, new byte[] {1}, null)));
            Group wrong = new SimpleGroup(ImageRowSchema.TYPE);
            List.of("id", "encoding", "source").forEach(column -> wrong.add(column, "b"));
            List.of("label", "height", "width", "channels").forEach(column -> wrong.add(column, 1));
            wrong.add("pixels", Binary.fromConstantByteArray(new byte[] {1}));
            wrong.add("crc32c", 5);
            table.write(wrong);
        }

        assertThatThrownBy(() -> read("shard"))
                .hasMessageContaining("row 1 of file:" + folder.resolve("shard") + ": CRC32C ")
                .hasMessageContaining("instead of 00000005");
    }

    @Test
    void aFileThatIsNoParquetIsNamed() throws IOException {
        Files.writeString(folder.resolve("text"), "some text that is long enough");

        assertThatThrownBy(() -> read("text"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("row 0 of file:" + folder.resolve("text"));
    }

    @Test
    void aFileThatIsCutShortIsNamed() throws IOException {
        write("shard", images(5, 1000));
        byte[] whole = Files.readAllBytes(folder.resolve("shard"));
        Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length / 2));

        assertThatThrownBy(() -> read("cut")).isInstanceOf(InvalidInputException.class);
    }

    private static List<ImageRow> images(int count, int bytes) {
        List<ImageRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row("image-" + i, i % 10, random(i, bytes), null));
        }
        return rows;
    }

    private static byte[] random(int seed, int bytes) {
        byte[] random = new byte[bytes];
        new SplittableRandom(seed).nextBytes(random);
        return random;
    }

    private static ImageRow row(String id, int label, byte[] pixels, String group) {
        return new ImageRow(id, label, 2, 3, 3, "jpeg", pixels, group, id);
    }

    private List<StoredImage> images(String name) throws IOException {
        List<StoredImage> images = new ArrayList<>();
        try (ImageRowReader<StoredImage> reader = ImageRowReader.ofImages(local().files(), path(name))) {
            for (Optional<StoredImage> image = reader.next(); image.isPresent(); image = reader.next()) {
                images.add(image.get());
            }
        }
        return images;
    }

    private ImageRowWriter write(String name, List<ImageRow> rows) throws IOException {
        ImageRowWriter writer = new ImageRowWriter(local().files(), path(name));
        try (writer) {
            for (ImageRow row : rows) {
                writer.write(row);
            }
        }
        return writer;
    }

    private List<ImageRow> read(String name) throws IOException {
        List<ImageRow> rows = new ArrayList<>();
        try (ImageRowReader<ImageRow> reader = ImageRowReader.of(local().files(), path(name))) {
            for (Optional<ImageRow> row = reader.next(); row.isPresent(); row = reader.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private ShardInput input(String name) throws IOException {
        return new ShardInput(local().files(), local().files().getFileStatus(path(name)));
    }

    private UserPath local() throws IOException {
        return UserPath.of("test", folder.toString(), new Configuration());
    }

    private org.apache.hadoop.fs.Path path(String name) throws IOException {
        return new org.apache.hadoop.fs.Path(local().path(), name);
    }
}
