package dev.convoy.driver.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.dataset.Shard;
import dev.convoy.driver.plan.EpochOrder;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Slice;
import dev.convoy.feed.BatchFeed;
import dev.convoy.feed.ExampleSink;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.Minibatch;
import dev.convoy.feed.Minibatch.ImageSeed;
import dev.convoy.feed.Normalization;
import dev.convoy.feed.ReaderPool;
import dev.convoy.feed.RecordFormat;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A ledger of the examples that kernels get: whatever happens to executors and their copies, each round gets its examples,
 * and an epoch each example exactly once.
 */
class LedgerTest {
    private static final int SHARDS = 24;
    private static final int WORKERS = 4;
    private static final Shape PIXELS = new Shape(1, 1, 2);

    /** Windows of five shards of 13 to 20 examples. */
    private static final Plan PLAN =
            new Plan(3, IntStream.range(0, SHARDS).mapToObj(LedgerTest::count).toList(), WORKERS, 3, 0, 4, 5);

    @TempDir
    private Path folder;

    private static int count(int shard) {
        return 13 + shard % 8;
    }

    /** Each example names itself: its pixels are the numbers of its shard and its row. */
    private record Numbered(int number) implements Shard {
        @Override
        public String name() {
            return "numbered-" + number;
        }

        @Override
        public int count() {
            return LedgerTest.count(number);
        }

        @Override
        public long bytes() {
            return 2L * count();
        }

        @Override
        public RecordFormat format() {
            return RecordFormat.pixels(PIXELS);
        }

        @Override
        public void read(Configuration hadoop, ExampleSink to) throws IOException {
            for (int row = 0; row < count(); row++) {
                to.add(row, 0, new byte[] {(byte) number, (byte) row}, 2);
            }
        }
    }

    /** A part of a round that a worker computes, and the examples that it got. */
    private record Part(int epoch, int round, int worker) implements Comparable<Part> {
        @Override
        public int compareTo(Part other) {
            return Arrays.compare(
                    new int[] {epoch, round, worker}, new int[] {other.epoch(), other.round(), other.worker()});
        }
    }

    @Test
    void anEpochGetsEachExampleOnce() throws IOException {
        Map<Part, List<String>> ledger = ledger(1, parts(), new Random(0), false);
        for (int epoch = 0; epoch < 2; epoch++) {
            int number = epoch;
            List<String> got = ledger.entrySet().stream()
                    .filter(part -> part.getKey().epoch() == number)
                    .flatMap(part -> part.getValue().stream())
                    .sorted()
                    .toList();
            List<String> all = IntStream.range(0, SHARDS)
                    .boxed()
                    .flatMap(shard -> IntStream.range(0, count(shard)).mapToObj(row -> shard + "/" + row))
                    .sorted()
                    .toList();
            assertThat(got).isEqualTo(all);
        }
    }

    /** Executors end and lose their copies, copies are damaged, parts are computed again, in any order. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void eachPartGetsItsExamplesWhateverHappens(int executors) throws IOException {
        Map<Part, List<String>> expected = ledger(1, parts(), new Random(0), false);
        List<Part> twice = new ArrayList<>(parts());
        twice.addAll(parts());
        Collections.shuffle(twice, new Random(executors));

        assertThat(ledger(executors, twice, new Random(executors), true)).isEqualTo(expected);
    }

    private static List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            for (int round = 0; round < PLAN.rounds(epoch); round++) {
                for (int worker = 0; worker < WORKERS; worker++) {
                    parts.add(new Part(epoch, round, worker));
                }
            }
        }
        return parts;
    }

    private Map<Part, List<String>> ledger(int executors, List<Part> parts, Random faults, boolean isDisturbed)
            throws IOException {
        LocalShards[] copies = new LocalShards[executors];
        Map<Part, List<String>> ledger = new TreeMap<>();
        try {
            for (Part part : parts) {
                int executor = faults.nextInt(executors);
                if (copies[executor] == null) {
                    copies[executor] = open(executor);
                }
                List<String> got = examples(part, copies[executor]);
                List<String> before = ledger.put(part, got);
                assertThat(before == null || before.equals(got))
                        .as(part.toString())
                        .isTrue();
                if (isDisturbed && faults.nextInt(3) == 0) {
                    disturb(executor, copies, faults);
                }
            }
        } finally {
            for (LocalShards each : copies) {
                if (each != null) {
                    each.close();
                }
            }
        }
        return ledger;
    }

    /** Room for about ten of the 24 copies. */
    private LocalShards open(int executor) throws IOException {
        Path own = Files.createDirectories(folder.resolve("executor-" + executor));
        List<Shard> shards = IntStream.range(0, SHARDS)
                .mapToObj(i -> (Shard) new Numbered(i))
                .toList();
        return new LocalShards(
                shards,
                new ShardCache(new CacheSettings(6000), new Configuration(), new LocalFolders(List.of(own), false)));
    }

    private void disturb(int executor, LocalShards[] copies, Random faults) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder.resolve("executor-" + executor))) {
            files = all.filter(file -> file.toString().endsWith(".shard"))
                    .sorted()
                    .toList();
        }
        boolean ends = faults.nextBoolean();
        if (ends) {
            copies[executor].close();
            copies[executor] = null;
        }
        for (Path file : files) {
            int fault = faults.nextInt(4);
            if (fault == 0) {
                Files.deleteIfExists(file);
            } else if (fault == 1) {
                damage(file, faults);
            }
        }
    }

    private static void damage(Path copy, Random faults) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
            int at = faults.nextInt(Math.toIntExact(file.length()));
            file.seek(at);
            int value = file.read();
            file.seek(at);
            file.write(value ^ 1 << faults.nextInt(8));
        }
    }

    private static List<String> examples(Part part, LocalShards copies) {
        EpochOrder order = PLAN.order(part.epoch());
        List<Minibatch> minibatches = IntStream.range(0, PLAN.steps(part.epoch(), part.round()))
                .mapToObj(step -> minibatch(order.minibatch(part.round(), part.worker(), step)))
                .filter(minibatch -> minibatch.size() > 0)
                .toList();
        InputRule rule = new InputRule(
                RecordFormat.pixels(PIXELS),
                PIXELS,
                List.of(),
                new InputRule.LabelRule(1, 0),
                Normalization.none(1),
                ImageRule.NONE);
        List<String> examples = new ArrayList<>();
        try (ReaderPool readers = new ReaderPool(copies, rule);
                BatchFeed feed = new BatchFeed(minibatches.iterator(), readers, 1)) {
            while (feed.hasNext()) {
                Batch batch = feed.next();
                float[] values = batch.features().toArray(2 * batch.size());
                for (int i = 0; i < batch.size(); i++) {
                    examples.add((int) values[2 * i] + "/" + (int) values[2 * i + 1]);
                }
            }
        }
        return examples;
    }

    private static Minibatch minibatch(List<Slice> slices) {
        int[] shards = slices.stream()
                .flatMapToInt(slice -> IntStream.of(slice.rows()).map(row -> slice.shard()))
                .toArray();
        int[] rows = slices.stream()
                .flatMapToInt(slice -> IntStream.of(slice.rows()))
                .toArray();
        return new Minibatch(shards, rows, ImageSeed.NONE, 0);
    }
}
