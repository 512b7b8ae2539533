package dev.convoy.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardFileTest {
    private static final int COUNT = 300;

    @TempDir
    private Path folder;

    private Path file;
    private byte[][] examples;
    private long[] keys;

    @BeforeEach
    void make() {
        file = folder.resolve("shard");
        Random random = new Random(1);
        examples = new byte[COUNT][];
        keys = new long[COUNT];
        for (int i = 0; i < COUNT; i++) {
            examples[i] = new byte[random.nextInt(50)];
            random.nextBytes(examples[i]);
            keys[i] = random.nextLong();
        }
    }

    private void write(boolean byKey) throws IOException {
        try (ShardFileWriter writer = new ShardFileWriter(file, RecordFormat.encoded(new Shape(3, 0, 0)))) {
            for (int i = 0; i < COUNT; i++) {
                // Only the length counts.
                writer.add(keys[i], i % 7, Arrays.copyOf(examples[i], 60), examples[i].length);
            }
            writer.finish(byKey);
        }
    }

    @Test
    void examplesAreReadInAnyOrderAsTheyWereWritten() throws IOException {
        write(false);
        try (ShardFile shard = new ShardFile(file)) {
            assertThat(shard.count()).isEqualTo(COUNT);
            assertThat(shard.format()).isEqualTo(RecordFormat.encoded(new Shape(3, 0, 0)));
            for (int i = COUNT - 1; i >= 0; i--) {
                assertThat(read(shard, i)).isEqualTo(examples[i]);
                assertThat(shard.label(i)).isEqualTo(i % 7);
                assertThat(shard.key(i)).isEqualTo(keys[i]);
            }
        }
    }

    @Test
    void orderMayBeThatOfTheKeys() throws IOException {
        write(true);
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        try (ShardFile shard = new ShardFile(file)) {
            for (int i = 0; i < COUNT; i++) {
                assertThat(shard.key(i)).isEqualTo(sorted[i]);
                int original = indexOf(sorted[i]);
                assertThat(read(shard, i)).isEqualTo(examples[original]);
                assertThat(shard.label(i)).isEqualTo(original % 7);
            }
        }
    }

    private int indexOf(long key) {
        for (int i = 0; i < COUNT; i++) {
            if (keys[i] == key) {
                return i;
            }
        }
        throw new AssertionError("no key " + key);
    }

    @Test
    void noDamagedByteIsEverRead() throws IOException {
        write(false);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 13) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 4;
            Files.write(file, damaged);

            assertThatThrownBy(this::readAll).as("byte %d", at).isInstanceOf(DamagedShardException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.5, 0.999})
    void aCutFileIsDamaged(double share) throws IOException {
        write(false);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, (int) (whole.length * share)));

        assertThatThrownBy(this::readAll).isInstanceOf(DamagedShardException.class);
    }

    @Test
    void aFileThatIsCutWhileItIsOpenIsDamaged() throws IOException {
        write(false);
        try (ShardFile shard = new ShardFile(file);
                RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(10);
            assertThatThrownBy(() -> read(shard, COUNT - 1)).isInstanceOf(DamagedShardException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClosedFileReadsNothingAndSaysSo(boolean loaded) throws IOException {
        write(false);
        ShardFile shard = new ShardFile(file);
        if (loaded) {
            shard.load();
        }
        shard.close();

        assertThat(shard.read(0, new byte[60])).isFalse();
    }

    @Test
    void loadedExamplesNeedNoFile() throws IOException {
        write(false);
        try (ShardFile shard = new ShardFile(file)) {
            shard.load();
            Files.write(file, new byte[10]);
            for (int i = COUNT - 1; i >= 0; i--) {
                assertThat(read(shard, i)).isEqualTo(examples[i]);
            }
        }
    }

    @Test
    void aByteThatWasDamagedBeforeLoadingIsNotRead() throws IOException {
        write(false);
        byte[] damaged = Files.readAllBytes(file);
        damaged[0] ^= 4;
        Files.write(file, damaged);
        try (ShardFile shard = new ShardFile(file)) {
            shard.load();
            assertThatThrownBy(() -> read(shard, 0)).isInstanceOf(DamagedShardException.class);
        }
    }

    @Test
    void aFileThatIsCutBeforeLoadingIsDamaged() throws IOException {
        write(false);
        try (ShardFile shard = new ShardFile(file)) {
            Files.write(file, new byte[10]);
            assertThatThrownBy(shard::load).isInstanceOf(DamagedShardException.class);
        }
    }

    private void readAll() throws IOException {
        try (ShardFile shard = new ShardFile(file)) {
            for (int i = 0; i < shard.count(); i++) {
                read(shard, i);
            }
        }
    }

    private static byte[] read(ShardFile shard, int row) throws IOException {
        byte[] bytes = new byte[shard.length(row)];
        assertThat(shard.read(row, bytes)).isTrue();
        return bytes;
    }
}
