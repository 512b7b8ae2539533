package dev.convoy.driver.dataset.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet's hash set of encodings has another order in another process: here, both orders are written. */
class SortedFooterTest {
    @TempDir
    private Path folder;

    @Test
    void aFileDoesNotDependOnTheOrderOfEncodings() throws IOException {
        Path file = folder.resolve("shard.parquet");
        FileSystem files = FileSystem.getLocal(new Configuration()).getRawFileSystem();
        try (ImageRowWriter writer = new ImageRowWriter(files, new org.apache.hadoop.fs.Path(file.toUri()))) {
            for (int i = 0; i < 20; i++) {
                writer.write(new ImageRow("id" + i, 1, 2, 3, 1, "raw", new byte[6], i < 10 ? null : "group", "s"));
            }
        }
        byte[] written = Files.readAllBytes(file);
        byte[] reversed = reversed(written);

        assertThat(reversed).isNotEqualTo(written);
        assertThat(SortedFooter.of(reversed)).isEqualTo(written);
        assertThat(SortedFooter.of(written)).isEqualTo(written);
    }

    private static byte[] reversed(byte[] file) throws IOException {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        int start = file.length - 8 - length;
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(file, start, length));
        footer.getRow_groups().forEach(group -> group.getColumns()
                .forEach(column -> Collections.reverse(column.getMeta_data().getEncodings())));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, start);
        Util.writeFileMetaData(footer, out);
        out.write(file, file.length - 8, 8);
        assertThat(out.size()).isEqualTo(file.length);
        return out.toByteArray();
    }
}
