package dev.convoy.driver.prepare.source.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.TestInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTableFormatTest {
    private static final String HUGGING_FACE = "message m { optional group image { optional binary bytes; optional"
            + " binary path (STRING); } optional int64 label; optional binary split (STRING); }";

    private static final String SPARK = "message spark_schema { optional group image { optional binary origin (STRING);"
            + " optional int32 height; optional int32 width; optional int32 nChannels; optional int32 mode; optional"
            + " binary data; } optional binary label (STRING); }";

    private final SourceOptions options = SourceOptions.of("--from");

    @TempDir
    private Path folder;

    private Source open() throws IOException {
        return open(options);
    }

    private Source open(SourceOptions given) throws IOException {
        return new ImageTableFormat(new Configuration()).open(TestInput.of(folder, given));
    }

    private static void image(Group row, String text, Long label) {
        row.addGroup("image")
                .append("bytes", ParquetFiles.binary(TestInput.image(text)))
                .append("path", "x.png");
        if (label != null) {
            row.append("label", label);
        }
    }

    @Test
    void huggingFacesFilesBringSplitsAndClassNames() throws IOException {
        Map<String, String> footer = Map.of(
                "huggingface",
                "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"}, \"label\": {\"names\": [\"dog\","
                        + " \"cat\"], \"_type\": \"ClassLabel\"}}}}");
        ParquetFiles.write(
                folder.resolve("train-00000-of-00001.parquet"),
                HUGGING_FACE,
                footer,
                row -> image(row, "a", 1L),
                row -> image(row, "b", 0L),
                row -> image(row, "c", -1L),
                row -> image(row, "d", 2L),
                row -> row.append("label", 1L),
                row -> row.addGroup("image").append("path", "x.png"));
        ParquetFiles.write(
                folder.resolve("test-00000-of-00001.parquet"), HUGGING_FACE, footer, row -> image(row, "e", null));
        Source source = open();

        assertThat(source.classes()).containsExactly("dog", "cat");
        assertThat(source.labels()).isEqualTo(Labels.VALUES);
        assertThat(source.raw()).isFalse();
        assertThat(source.notes()).isEmpty();
        assertThat(TestInput.lines(source))
                .containsExactly(
                        "test-00000-of-00001.parquet!0 | - | - | test | e",
                        "train-00000-of-00001.parquet!0 | cat | - | train | a",
                        "train-00000-of-00001.parquet!1 | dog | - | train | b",
                        "train-00000-of-00001.parquet!2 | - | - | train | c",
                        "train-00000-of-00001.parquet!3 ! has the label 2, and there are 2 classes",
                        "train-00000-of-00001.parquet!4 ! has no image",
                        "train-00000-of-00001.parquet!5 ! has no bytes");
    }

    @Test
    void largeRowGroupsAreNamed() throws IOException {
        ParquetFiles.write(folder.resolve("a.parquet"), HUGGING_FACE, Map.of(), row -> image(row, "a", 1L));
        Source source = new ImageTableFormat(new Configuration(), 100).open(TestInput.of(folder, options));

        assertThat(source.notes())
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("a.parquet has row groups of up to 0 MiB");
        assertThat(open().notes()).isEmpty();
    }

    @Test
    void sparksImagesAreBlueGreenRed() throws IOException {
        ParquetFiles.write(
                folder.resolve("part-0.parquet"),
                SPARK,
                Map.of(),
                row -> spark(row, 1, 2, 16, 1, 2, 3, 4, 5, 6),
                row -> spark(row, 2, 1, 0, 7, 200),
                row -> spark(row, 1, 3, 24, 10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 200, 128),
                row -> spark(row, 1, 2, 16, 1, 2, 3),
                row -> spark(row, 1, 1, 5, 1),
                row -> spark(row, -1, -1, -1));
        Source source = open();

        assertThat(source.raw()).isTrue();
        assertThat(TestInput.lines(source))
                .containsExactly(
                        "part-0.parquet!0 | cat | - | - | RawShape[height=1, width=2, channels=3] [3, 2, 1, 6, 5, 4]",
                        "part-0.parquet!1 | cat | - | - | RawShape[height=2, width=1, channels=1] [7, -56]",
                        // 255 − 128/255 · (255 − value): 227, 177, 127.
                        "part-0.parquet!2 | cat | - | - | RawShape[height=1, width=3, channels=3]"
                                + " [30, 20, 10, -1, -1, -1, -29, -79, 127]",
                        "part-0.parquet!3 ! has 3 bytes of pixels for 1×2×3",
                        "part-0.parquet!4 ! has OpenCV's mode 5, not 8UC1, 8UC3 or 8UC4",
                        "part-0.parquet!5 ! could not be decoded by the program that wrote it");
    }

    private static void spark(Group row, int height, int width, int mode, int... data) {
        byte[] bytes = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            bytes[i] = (byte) data[i];
        }
        row.addGroup("image")
                .append("origin", "file:/x.png")
                .append("height", height)
                .append("width", width)
                .append("nChannels", 3)
                .append("mode", mode)
                .append("data", ParquetFiles.binary(bytes));
        row.append("label", "cat");
    }

    @Test
    void binaryColumnsLabelsOfOtherTypesAndGroups() throws IOException {
        String schema = "message m { required binary content; required double Category; optional int32 patient;"
                + " optional binary split (STRING); }";
        String names = "{\"type\":\"struct\",\"fields\":[{\"name\":\"Category\",\"type\":\"double\",\"metadata\":"
                + "{\"ml_attr\":{\"vals\":[\"x\",\"y\"],\"type\":\"nominal\"}}}]}";
        ParquetFiles.write(
                folder.resolve("a.parquet"),
                schema,
                Map.of("org.apache.spark.sql.parquet.row.metadata", names),
                row -> row.append("content", ParquetFiles.binary(TestInput.image("1")))
                        .append("Category", 1.0)
                        .append("patient", 7)
                        .append("split", "val"),
                row -> row.append("content", ParquetFiles.binary(TestInput.image("2")))
                        .append("Category", 0.0)
                        .append("split", "dev"));
        Source source = open(new SourceOptions("--from", 100, null, null, "patient", null));

        assertThat(source.classes()).containsExactly("x", "y");
        assertThat(TestInput.lines(source))
                .containsExactly(
                        "a.parquet!0 | y | 7 | validation | 1",
                        "a.parquet!1 ! has the split dev, not train, validation or test");
    }

    @Test
    void severalImageColumnsMustBeChosenFrom() throws IOException {
        String schema = "message m { required binary left; required binary right; required int32 kind; }";
        ParquetFiles.write(folder.resolve("a.parquet"), schema, Map.of(), row -> row.append(
                        "left", ParquetFiles.binary(TestInput.image("l")))
                .append("right", ParquetFiles.binary(TestInput.image("r")))
                .append("kind", 12));
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a Parquet file must have one column of images: binary, a struct with bytes, or Spark's"
                        + " image. Given: left and right in a.parquet with the columns left, right, kind. Name the"
                        + " column with prepare.path-column.");
        assertThatThrownBy(() -> open(new SourceOptions("--from", 100, "right", "lable", null, null)))
                .hasMessage("prepare.label-column must name a column that exists. Given: lable in a.parquet with the"
                        + " columns left, right, kind. Name another column.");
        assertThatThrownBy(() -> open(new SourceOptions("--from", 100, "kind", null, null, null)))
                .hasMessageStartingWith("prepare.path-column must name a column of images. Given: kind in a.parquet");
        Source source = open(new SourceOptions("--from", 100, "right", "kind", null, null));
        assertThat(TestInput.lines(source)).containsExactly("a.parquet!0 | 12 | - | - | r");
        source = open(new SourceOptions("--from", 100, "right", null, null, null));
        assertThat(source.labels()).isEqualTo(Labels.NONE);
        assertThat(source.notes())
                .containsExactly("there is no column called label, class, target, category in a.parquet, only left,"
                        + " right, kind");
    }

    @Test
    void partsAreRowGroupsAndIdsAreRowsOfTheFile() throws IOException {
        ParquetFiles.Row[] rows = new ParquetFiles.Row[300];
        for (int i = 0; i < rows.length; i++) {
            String text = i + "x".repeat(500_000);
            rows[i] = row -> image(row, text, 1L);
        }
        ParquetFiles.write(folder.resolve("a.parquet"), HUGGING_FACE, Map.of(), rows);
        Source source = open();

        assertThat(source.parts().size()).isEqualTo(3);
        assertThat(source.bytes()).isBetween(150_000_000L, 160_000_000L);
        assertThat(TestInput.items(source).stream().map(item -> item.id().substring(10)))
                .hasSize(300)
                .startsWith("0", "1")
                .endsWith("298", "299")
                .doesNotHaveDuplicates();
    }

    @Test
    void onlyADamagedRowGroupIsLost() throws IOException {
        ParquetFiles.Row[] rows = new ParquetFiles.Row[30];
        for (int i = 0; i < rows.length; i++) {
            String text = i + "x".repeat(500_000);
            rows[i] = row -> image(row, text, 1L);
        }
        Path file = folder.resolve("a.parquet");
        ParquetFiles.write(file, HUGGING_FACE, Map.of(), rows);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Files.write(folder.resolve("b.parquet"), Arrays.copyOf(bytes, bytes.length - 100));
        List<String> lines = TestInput.lines(open());

        assertThat(lines.get(lines.size() - 1)).matches("b.parquet ! is damaged: .* ×150");
        List<String> failures =
                lines.stream().filter(line -> line.contains(" ! ")).toList();
        assertThat(failures).hasSize(2);
        assertThat(failures.get(0)).matches("a.parquet!\\d+ ! is damaged in row group 2: .* ×\\d+");
        int lost = Integer.parseInt(failures.get(0).replaceAll(".*×", ""));
        assertThat(lines).hasSize(30 - lost + 2);
        assertThat(lines.get(lines.size() - 2)).startsWith("a.parquet!29 | 1");
    }

    @Test
    void filesWithOtherColumnsOrClassNamesAreRefused() throws IOException {
        ParquetFiles.write(folder.resolve("a.parquet"), HUGGING_FACE, Map.of(), row -> image(row, "a", 1L));
        ParquetFiles.write(folder.resolve("b.parquet"), SPARK, Map.of(), row -> spark(row, 1, 1, 0, 1));
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "Parquet files of --from must have the same columns and class names. Given:" + " b.parquet.");
    }
}
