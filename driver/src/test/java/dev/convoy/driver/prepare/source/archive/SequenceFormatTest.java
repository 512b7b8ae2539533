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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.SequenceFile.Writer;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SequenceFormatTest {
    private final SourceOptions options = SourceOptions.of("--from");

    @TempDir
    private Path folder;

    private void write(String name, CompressionType compression, List<? extends Writable> keys, Writable... values)
            throws IOException {
        Configuration hadoop = new Configuration();
        hadoop.setInt("io.seqfile.compress.blocksize", 500);
        FileSystem files = FileSystem.getLocal(hadoop).getRawFileSystem();
        try (FSDataOutputStream out = files.create(new org.apache.hadoop.fs.Path(folder.toString(), name));
                Writer writer = SequenceFile.createWriter(
                        hadoop,
                        Writer.stream(out),
                        Writer.keyClass(keys.get(0).getClass()),
                        Writer.valueClass(values[0].getClass()),
                        Writer.compression(compression))) {
            for (int i = 0; i < keys.size(); i++) {
                writer.append(keys.get(i), values[i]);
                if (i % 10 == 9) {
                    writer.sync();
                }
            }
        }
    }

    private static BytesWritable image(String text) {
        return new BytesWritable(TestInput.image(text));
    }

    private Source open() throws IOException {
        return new SequenceFormat().open(TestInput.of(folder, options));
    }

    @Test
    void aPathInTheKeyNamesTheClass() throws IOException {
        write(
                "train.seq",
                CompressionType.NONE,
                List.of(
                        new Text("cat/a b.png"),
                        new Text("dog/x/2.png"),
                        new Text("file:/data/cat/3.png"),
                        new Text("4")),
                image("1"),
                image("2"),
                image("3"),
                image("4"));
        assertThat(open().labels()).isEqualTo(Labels.FOLDERS);
        assertThat(TestInput.lines(open()))
                .startsWith(
                        "train.seq!cat/a b.png | cat | - | train | 1",
                        "train.seq!dog/x/2.png | dog | - | train | 2",
                        "train.seq!file:/data/cat/3.png | cat | - | train | 3")
                .last()
                .asString()
                .matches("train.seq!\\d+ \\| 4 \\| - \\| train \\| 4");
    }

    @Test
    void numbersAreClassesAndValuesMayBeText() throws IOException {
        byte[] image = TestInput.image("1");
        Text value = new Text();
        value.set(image, 0, image.length);
        write("a", CompressionType.NONE, List.of(new IntWritable(3), new IntWritable(12)), value, new Text(""));
        assertThat(open().labels()).isEqualTo(Labels.VALUES);
        List<SourceItem> items = TestInput.items(open());

        assertThat(items.get(0)).extracting("label", "bytes").containsExactly("3", image);
        assertThat(items.get(1))
                .isInstanceOf(SourceFailure.class)
                .extracting("reason")
                .isEqualTo("is empty");
        write(
                "a",
                CompressionType.NONE,
                List.of(new BytesWritable("cat/1.png".getBytes(StandardCharsets.UTF_8))),
                image("1"));
        assertThat(TestInput.lines(open())).containsExactly("a!cat/1.png | cat | - | - | 1");
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void eachRecordIsReadOnceHoweverTheFileIsCut(CompressionType compression) throws IOException {
        IntWritable[] keys = new IntWritable[200];
        BytesWritable[] values = new BytesWritable[200];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = new IntWritable(i);
            values[i] = image("image " + i);
        }
        write("a.seq", compression, Arrays.asList(keys), values);
        List<String> whole = TestInput.lines(open());

        assertThat(whole).hasSize(200);
        for (long bytes : new long[] {100, 777}) {
            Source cut = new SequenceFormat(bytes).open(TestInput.of(folder, options));
            assertThat(cut.parts().size()).isGreaterThan(1);
            assertThat(TestInput.lines(cut)).isEqualTo(whole);
        }
        assertThat(new HashSet<>(
                        TestInput.items(open()).stream().map(SourceItem::id).toList()))
                .hasSize(200);
    }

    @Test
    void whatIsLostWithADamagedFileIsCountedAndTheNextIsRead() throws IOException {
        BytesWritable[] values = new BytesWritable[50];
        IntWritable[] keys = new IntWritable[50];
        Arrays.fill(values, image("x".repeat(1_000)));
        Arrays.fill(keys, new IntWritable(1));
        write("1", CompressionType.NONE, Arrays.asList(keys), values);
        write("2", CompressionType.NONE, Arrays.asList(keys), values);
        byte[] whole = Files.readAllBytes(folder.resolve("1"));
        Files.write(folder.resolve("1"), Arrays.copyOf(whole, whole.length / 2 + 100));
        TestInput.write(folder, "3", "about");
        TestInput.write(folder, "4", new byte[10]);
        List<SourceItem> items = TestInput.items(open());

        assertThat(items.stream().filter(item -> item.id().startsWith("2!"))).hasSize(50);
        assertThat(items.stream().filter(item -> item.id().startsWith("1!"))).hasSizeBetween(24, 26);
        assertThat(items.stream().filter(SourceFailure.class::isInstance).map(SourceItem::id))
                .containsExactly("4", "1");
        assertThat(items.stream()
                        .filter(item -> item.id().equals("1"))
                        .findFirst()
                        .orElseThrow())
                .extracting("reason")
                .asString()
                .startsWith("is damaged after byte ");
    }

    @Test
    void valuesOfOtherTypesAreRefused() throws IOException {
        write("a", CompressionType.NONE, List.of(new Text("cat/1.png")), new IntWritable(1));
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("SequenceFiles of --from must be readable. Given: a, which has values of type"
                        + " org.apache.hadoop.io.IntWritable, not BytesWritable, Text. Write it again, or name other"
                        + " files.");
    }
}
