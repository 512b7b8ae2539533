package dev.convoy.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.worker.ModelState;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;

/** The format on disk: a checkpoint once written stays readable. */
class CheckpointFormatTest {
    private static final Map<String, String> IDENTITY = new TreeMap<>(Map.of("train.seed", "42", "model", "lenet"));

    @TempDir
    private Path folder;

    @Test
    void formatOneKeepsLoadingWithoutMomentum() throws IOException {
        copyGolden(1);

        assertThat(store().latest().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(progress(new FlatVector(DataType.FLOAT, new byte[0]), List.of()));
    }

    @Test
    void formatTwoKeepsLoading() throws IOException {
        copyGolden(2);

        assertThat(store().latest().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(progress(FlatVector.of(-0.5f, 0.125f), List.of()));
    }

    @Test
    void theLinesOfOlderFormatsNameTheEngines() throws IOException {
        copyGolden(2);
        byte[] lines = "{\"round\":1,\"engines\":[\"onednn\"]}\n{\"round\":2,\"engines\":[\"cudnn\",\"onednn\"]}"
                .getBytes(StandardCharsets.UTF_8);
        Files.write(newest().resolve("metrics.jsonl"), lines);
        CRC32C sum = new CRC32C();
        sum.update(lines);
        String manifest = Files.readString(newest().resolve("manifest.json"))
                .replace("\"bytes\" : 23", "\"bytes\" : " + lines.length)
                .replace("50b3a07a", Long.toHexString(sum.getValue()));
        Files.writeString(newest().resolve("manifest.json"), manifest);
        Files.writeString(
                newest().resolve("manifest.crc32c"), Manifest.checksum(manifest.getBytes(StandardCharsets.UTF_8)));

        assertThat(store().latest().orElseThrow().engines()).containsExactly("cudnn", "onednn");
    }

    @Test
    void formatThreeKeepsLoading() throws IOException {
        copyGolden(3);

        assertThat(store().latest().orElseThrow()).usingRecursiveComparison().isEqualTo(today());
    }

    @Test
    void whatIsWrittenTodayIsFormatThreeByteForByte() throws IOException {
        store().write(today());

        assertThat(content(newest())).containsExactlyEntriesOf(content(golden(3)));
    }

    @Test
    void aNewerFormatIsNamedAndNothingIsTrainedOverIt() throws IOException {
        copyGolden(3);
        String newer = Files.readString(newest().resolve("manifest.json")).replace("\"format\" : 3", "\"format\" : 4");
        Files.writeString(newest().resolve("manifest.json"), newer);
        Files.writeString(
                newest().resolve("manifest.crc32c"), Manifest.checksum(newer.getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> store().latest())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a checkpoint's format must be 3 or older. Given: 4 in ")
                .hasMessageContaining("round-000007");
    }

    @Test
    void aManifestThatLostItsChecksumIsPassedOver() throws IOException {
        copyGolden(2);
        Files.delete(newest().resolve("manifest.crc32c"));

        try (LogLines log = new LogLines(CheckpointStore.class)) {
            assertThat(store().latest()).isEmpty();
            assertThat(log.last()).contains("must have its manifest.crc32c");
        }
    }

    /** Otherwise a driver would need memory for its largest vector twice. */
    @Test
    void vectorsAreWrittenAndReadWithoutACopy() throws IOException {
        int bytes = 32 << 20;
        int rest = 2 << 20;
        FlatVector large = new FlatVector(DataType.FLOAT, new byte[bytes]);
        Progress progress = progress(large, List.of());
        CheckpointStore store = store();
        // Memory that Java allocates to load classes does not count.
        store.write(progress(FlatVector.of(1f), List.of()));
        assertThat(store.latest()).isPresent();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long start = threads.getCurrentThreadAllocatedBytes();
        store.write(progress);
        long written = threads.getCurrentThreadAllocatedBytes();
        FlatVector read = store.latest().orElseThrow().momentum();
        long end = threads.getCurrentThreadAllocatedBytes();

        assertThat(written - start).isLessThan(rest);
        assertThat(end - written).isBetween((long) bytes, (long) bytes + rest);
        assertThat(read.length()).isEqualTo(large.length());
    }

    private CheckpointStore store() throws IOException {
        RunFolder run = RunFolder.at(folder.toString(), new Configuration());
        return new CheckpointStore(run, IDENTITY, new NumericEnvironment("onednn", "float32", "any", 1), 2);
    }

    /** The content of the golden checkpoints. */
    private static Progress today() {
        return progress(FlatVector.of(-0.5f, 0.125f), List.of("onednn"));
    }

    private static Progress progress(FlatVector momentum, List<String> engines) {
        return new Progress(
                new ModelState(FlatVector.of(7f, 1.5f), FlatVector.of(0.25f)),
                momentum,
                FlatVector.of(new float[0]),
                new Cursor(1, 2, 7, 70, 4480),
                new Scores(0.5, 0.75, 0.5, 7),
                new ClusterCounters(1, 2, 3, 4, Map.of(), CoreHours.NONE),
                Map.of("round", 1.5),
                engines);
    }

    private static Path golden(int format) {
        return Path.of("src/test/resources/checkpoint-format-" + format);
    }

    private Path newest() {
        return folder.resolve("checkpoints/round-000007");
    }

    private void copyGolden(int format) throws IOException {
        Files.createDirectories(newest());
        for (Map.Entry<String, String> file : content(golden(format)).entrySet()) {
            Files.writeString(newest().resolve(file.getKey()), file.getValue(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Map<String, String> content(Path checkpoint) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.list(checkpoint)) {
            for (Path file : files.toList()) {
                content.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return content;
    }
}
