package dev.convoy.driver.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.dataset.Shard;
import dev.convoy.feed.DamagedShardException;
import dev.convoy.feed.ExampleSink;
import dev.convoy.feed.RecordFormat;
import dev.convoy.feed.ShardFile;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalShardsTest {
    private static final int EXAMPLES = 20;
    private static final int EXAMPLE_BYTES = 1000;
    private static final ConcurrentHashMap<Integer, AtomicInteger> READS = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    /** A shard that counts how often it is read. */
    private record Counted(int number) implements Shard {
        @Override
        public String name() {
            return "counted-" + number;
        }

        @Override
        public int count() {
            return EXAMPLES;
        }

        @Override
        public long bytes() {
            return EXAMPLES * EXAMPLE_BYTES;
        }

        @Override
        public RecordFormat format() {
            return RecordFormat.pixels(new Shape(1, 1, EXAMPLE_BYTES));
        }

        @Override
        public void read(Configuration hadoop, ExampleSink to) throws IOException {
            READS.computeIfAbsent(number, absent -> new AtomicInteger()).incrementAndGet();
            byte[] example = new byte[EXAMPLE_BYTES];
            for (int i = 0; i < EXAMPLES; i++) {
                example[0] = (byte) (number + i);
                to.add(i, number, example, example.length);
            }
        }
    }

    @BeforeEach
    void forget() {
        READS.clear();
    }

    private LocalShards open(int shards, long limitBytes) throws IOException {
        List<Shard> all =
                IntStream.range(0, shards).mapToObj(i -> (Shard) new Counted(i)).toList();
        LocalFolders folders = new LocalFolders(List.of(folder), false);
        return new LocalShards(all, new ShardCache(new CacheSettings(limitBytes), new Configuration(), folders));
    }

    @Test
    void aShardIsReadOnceHoweverManyNeedIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (LocalShards one = open(3, 1 << 20);
                LocalShards other = open(3, 1 << 20)) {
            List<Future<?>> all = IntStream.range(0, 48)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        assertReads(i % 2 == 0 ? one : other, i % 3);
                        return null;
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(READS).hasSize(3).allSatisfy((shard, reads) -> assertThat(reads.get())
                .isEqualTo(1));
    }

    @Test
    void copiesServeTheNextProcess() throws IOException {
        try (LocalShards shards = open(1, 1 << 20)) {
            assertReads(shards, 0);
        }
        try (LocalShards shards = open(1, 1 << 20)) {
            assertReads(shards, 0);
        }
        assertThat(READS.get(0).get()).isEqualTo(1);
    }

    @Test
    void copiesStayWithinTheLimitAndWhatIsOpenIsReadOn() throws IOException {
        long limit = 3 * 25_000;
        try (LocalShards shards = open(10, limit)) {
            for (int round = 0; round < 3; round++) {
                for (int shard = 0; shard < 10; shard++) {
                    assertReads(shards, shard);
                    assertThat(copies()).isLessThanOrEqualTo(limit);
                }
            }
        }
        assertThat(copies()).isPositive();
    }

    @Test
    void copiesAtOneTimeStayWithinTheLimitTogether() throws Exception {
        long limit = 4 * EXAMPLES * EXAMPLE_BYTES;
        CacheSpace space = new CacheSpace(List.of(folder), limit);
        Path finished = Files.write(folder.resolve("a.shard"), new byte[EXAMPLES * EXAMPLE_BYTES]);
        for (int i = 0; i < 3; i++) {
            assertThat(space.reserve(folder, EXAMPLES * EXAMPLE_BYTES)).exists();
            assertThat(finished).exists();
        }
        Path fourth = space.reserve(folder, EXAMPLES * EXAMPLE_BYTES);
        assertThat(finished).doesNotExist();

        // Its process was killed.
        Files.setLastModifiedTime(fourth, FileTime.from(Instant.now().minusSeconds(3600)));
        space.reserve(folder, 1);
        assertThat(fourth).doesNotExist();
    }

    @Test
    void aLostCopyIsMadeAgain() throws IOException {
        try (LocalShards shards = open(1, 1 << 20)) {
            assertReads(shards, 0);
        }
        Files.delete(folder.resolve("counted-0.shard"));
        try (LocalShards shards = open(1, 1 << 20)) {
            assertReads(shards, 0);
        }
        assertThat(READS.get(0).get()).isEqualTo(2);
    }

    @Test
    void aDamagedCopyIsMadeAgain() throws IOException {
        try (LocalShards shards = open(1, 1 << 20)) {
            assertReads(shards, 0);
        }
        damage(5);
        try (LocalShards shards = open(1, 1 << 20)) {
            ShardFile file = shards.get(0);
            DamagedShardException found = damaged(file);
            assertThat(shards.replace(0, file, found)).isNotSameAs(file);
            // Another thread that saw the same damage gets the new copy.
            assertThat(shards.replace(0, file, found)).isSameAs(shards.get(0));
            assertReads(shards, 0);
        }
        assertThat(READS.get(0).get()).isEqualTo(2);
    }

    @Test
    void aCopyThatCannotBeOpenedIsMadeAgain() throws IOException {
        Files.write(folder.resolve("counted-0.shard"), new byte[] {1, 2, 3});
        try (LocalShards shards = open(1, 1 << 20)) {
            assertReads(shards, 0);
        }
        assertThat(READS.get(0).get()).isEqualTo(1);
    }

    private void damage(long at) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("counted-0.shard").toFile(), "rw")) {
            file.seek(at);
            file.write(77);
        }
    }

    private static DamagedShardException damaged(ShardFile file) {
        DamagedShardException[] found = new DamagedShardException[1];
        assertThatThrownBy(() -> file.read(0, new byte[EXAMPLE_BYTES]))
                .isInstanceOfSatisfying(DamagedShardException.class, e -> found[0] = e);
        return found[0];
    }

    private static void assertReads(LocalShards shards, int number) throws IOException {
        byte[] example = new byte[EXAMPLE_BYTES];
        for (int i = 0; i < EXAMPLES; i++) {
            ShardFile file = shards.get(number);
            assertThat(file.read(i, example)).isTrue();
            assertThat(example[0]).isEqualTo((byte) (number + i));
        }
    }

    private long copies() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".shard"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
