package dev.convoy.driver.prepare.source.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.TestInput;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.table.ImageTableFormat;
import dev.convoy.driver.prepare.source.table.ParquetFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetListFormatTest {
    private final Configuration hadoop = new Configuration();
    private final SourceOptions options = SourceOptions.of("--from");

    @TempDir
    private Path folder;

    private Source open() throws IOException {
        return new ParquetListFormat(hadoop).open(TestInput.of(folder.resolve("list"), options));
    }

    @Test
    void pathsAndLabelsOfAnySimpleType() throws IOException {
        TestInput.writeImage(folder, "a/1.png");
        ParquetFiles.write(
                folder.resolve("list"),
                "message m { optional binary path (STRING); optional int32 label; optional double extra; }",
                Map.of(),
                row -> row.append("path", "a/1.png").append("label", 12),
                row -> row.append("path", "2.png"),
                row -> row.append("label", 3));
        assertThat(open().kind()).isEqualTo("a list (Parquet)");
        assertThat(TestInput.lines(open()))
                .containsExactly("a/1.png | 12 | - | - | a/1.png", "2.png ! does not exist", "list!3 ! has no path");
        FileStart start =
                FileStart.of(TestInput.of(folder.resolve("list"), options).listing(), 0);
        assertThat(new ParquetListFormat(hadoop).recognizes(start)).isTrue();
        assertThat(new ImageTableFormat(hadoop).recognizes(start)).isFalse();
    }

    @Test
    void aFileWithoutPathsOrImagesIsRefused() throws IOException {
        ParquetFiles.write(
                folder.resolve("list"),
                "message m { required double x; required int32 label; }",
                Map.of(),
                row -> row.append("x", 1.0).append("label", 1));
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a list must have a column called path, file, filename or image. Given: none in"
                        + " list with the columns x, label.");
    }
}
