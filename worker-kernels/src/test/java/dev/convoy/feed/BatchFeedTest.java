package dev.convoy.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.augment.Augmentation;
import dev.convoy.augment.Augmentations;
import dev.convoy.base.InvalidInputException;
import dev.convoy.feed.Minibatch.ImageSeed;
import dev.convoy.image.JpegEncoder;
import dev.convoy.image.Raster;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which thread prepares an example, and when, changes no bit of it. */
class BatchFeedTest {
    private static final int COUNT = 40;
    private static final int CLASSES = 4;
    private static final Shape INPUT = new Shape(3, 24, 24);
    private static final ImageRule AUGMENTED =
            new ImageRule("leptonica", 28, augmentations("random-resized-crop", "flip"));

    @TempDir
    private Path folder;

    private ShardFile shard;

    /** JPEGs of different sizes, some of them grey. */
    @BeforeEach
    void write() throws IOException {
        Path file = folder.resolve("shard");
        Random random = new Random(3);
        JpegEncoder encoder = new JpegEncoder();
        try (ShardFileWriter writer = new ShardFileWriter(file, RecordFormat.encoded(new Shape(3, 0, 0)))) {
            for (int i = 0; i < COUNT; i++) {
                Raster image = new Raster();
                image.reset(30 + random.nextInt(40), 30 + random.nextInt(40), i % 5 == 0 ? 1 : 3);
                for (int k = 0; k < image.height() * image.width() * image.channels(); k++) {
                    image.pixels()[k] = (byte) (k / 7 + random.nextInt(30));
                }
                byte[] jpeg = encoder.encode(image, 90);
                writer.add(random.nextLong(), i % CLASSES, jpeg, jpeg.length);
            }
            writer.finish(false);
        }
        shard = new ShardFile(file);
    }

    @AfterEach
    void close() throws IOException {
        shard.close();
    }

    private record OneShard(ShardFile file) implements Shards {
        @Override
        public ShardFile get(int number) {
            return file;
        }

        @Override
        public ShardFile replace(int number, ShardFile damaged, DamagedShardException cause) throws IOException {
            throw cause;
        }
    }

    private static final ImageRule EVERYTHING = new ImageRule(
            "leptonica",
            28,
            new Augmentations(List.of(
                    Augmentation.of("random-resized-crop"),
                    Augmentation.of("alternating-flip"),
                    Augmentation.of("color-jitter", Map.of("brightness", List.of(0.4), "hue", List.of(0.1))),
                    Augmentation.of("rotation", Map.of("", List.of(15.0))),
                    Augmentation.of("translation", Map.of("", List.of(0.1))),
                    Augmentation.of("rand-augment"),
                    Augmentation.of("erasing"),
                    Augmentation.of("mixup"),
                    Augmentation.of("cutmix"))));

    private static Augmentations augmentations(String... names) {
        return new Augmentations(Arrays.stream(names).map(Augmentation::of).toList());
    }

    private static InputRule rule(ImageRule images) {
        return new InputRule(
                RecordFormat.encoded(new Shape(3, 0, 0)),
                INPUT,
                List.of(),
                new InputRule.LabelRule(CLASSES, 0),
                Normalization.same(3, 127, 60),
                images);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 7", "3, 16", "8, 40"})
    void anyNumberOfThreadsAndAnyMinibatchSizeGiveTheSameExamples(int threads, int size) throws Exception {
        Map<Integer, float[]> expected = examples(rule(AUGMENTED), 1, 5, inOrder(), 11);

        assertSame(expected, examples(rule(AUGMENTED), threads, size, inOrder(), 11));
        List<Integer> mixed = new ArrayList<>(inOrder());
        Collections.shuffle(mixed, new Random(threads));
        assertSame(expected, examples(rule(AUGMENTED), threads, size, mixed, 11));
    }

    @ParameterizedTest
    @CsvSource({"2", "3", "8"})
    void anyNumberOfThreadsMixesTheSameMinibatches(int threads) throws Exception {
        List<Integer> mixed = new ArrayList<>(inOrder());
        Collections.shuffle(mixed, new Random(7));
        Map<Integer, float[]> expected = examples(rule(EVERYTHING), 1, 7, mixed, 11);

        assertSame(expected, examples(rule(EVERYTHING), threads, 7, mixed, 11));
        Map<Integer, float[]> otherPartners = examples(rule(EVERYTHING), threads, 7, inOrder(), 11);
        assertThat(inOrder()).anySatisfy(i -> assertThat(otherPartners.get(i)).isNotEqualTo(expected.get(i)));
    }

    @Test
    void labelsAreMixedAsPixelsAre() throws Exception {
        ImageRule cut = new ImageRule("leptonica", 28, augmentations("cutmix"));
        try (ReaderPool readers = new ReaderPool(new OneShard(shard), rule(cut));
                BatchFeed feed =
                        new BatchFeed(List.of(minibatch(List.of(0, 1), 1)).iterator(), readers, 2)) {
            Batch batch = feed.next();
            float[] values = batch.features().toArray(2 * (int) INPUT.size());
            Map<Integer, float[]> plain = examples(rule(cut.withoutAugmentations()), 1, 2, List.of(0, 1), 1);
            int same = 0;
            for (int i = 0; i < INPUT.size(); i++) {
                same += values[i] == plain.get(0)[i] ? 1 : 0;
                assertThat(values[i]).isIn(plain.get(0)[i], plain.get(1)[i]);
            }
            float own = batch.labels()[0];
            assertThat(Arrays.copyOf(batch.labels(), 8)).containsExactly(own, 1 - own, 0, 0, 1 - own, own, 0, 0);
            assertThat(own).isStrictlyBetween(0f, 1f).isLessThanOrEqualTo((float) same / INPUT.size());
        }
    }

    /** A task that is killed, as the slower of two speculative ones is, leaves threads that still write. */
    @Test
    void theBufferOfAnInterruptedMinibatchIsUsedByNobodyElse() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch copied = new CountDownLatch(1);
        OneShard files = new OneShard(shard);
        Shards slow = new Shards() {
            @Override
            public ShardFile get(int number) throws IOException {
                asked.countDown();
                try {
                    copied.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return files.get(number);
            }

            @Override
            public ShardFile replace(int number, ShardFile damaged, DamagedShardException cause) throws IOException {
                return files.replace(number, damaged, cause);
            }
        };
        try (ReaderPool readers = new ReaderPool(slow, rule(AUGMENTED))) {
            BatchFeed feed = new BatchFeed(List.of(minibatch(inOrder(), 1)).iterator(), readers, 2);
            Thread.currentThread().interrupt();
            assertThatThrownBy(feed::next).hasMessage("interrupted while waiting for examples");
            assertThat(Thread.interrupted()).isTrue();
            asked.await();
            feed.close();
            // As many as the feed has had.
            List<MinibatchBuffer> next = List.of(readers.buffer(), readers.buffer(), readers.buffer());
            next.forEach(buffer -> buffer.reserve(COUNT, true));
            copied.countDown();
            while (feed.times().decoding() == 0) {
                Thread.sleep(5);
            }
            Thread.sleep(50);

            assertThat(next).allSatisfy(buffer -> assertThat(buffer.pixels())
                    .isEqualTo(new byte[Math.toIntExact(COUNT * INPUT.size())]));
        }
    }

    /** Otherwise a task on a bad disk would copy the shard for ever. */
    @Test
    void aShardThatEachCopyDamagesFailsTheTask() throws Exception {
        AtomicInteger copies = new AtomicInteger();
        Path file = folder.resolve("damaged");
        Files.write(file, Files.readAllBytes(folder.resolve("shard")));
        try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.WRITE)) {
            bytes.write(ByteBuffer.allocate(64), bytes.size() / 2);
        }
        try (ShardFile damaged = new ShardFile(file);
                ReaderPool readers = new ReaderPool(
                        new Shards() {
                            @Override
                            public ShardFile get(int number) {
                                return damaged;
                            }

                            @Override
                            public ShardFile replace(int number, ShardFile old, DamagedShardException cause) {
                                copies.incrementAndGet();
                                return damaged;
                            }
                        },
                        rule(AUGMENTED));
                BatchFeed feed = new BatchFeed(List.of(minibatch(inOrder(), 1)).iterator(), readers, 1)) {
            assertThatThrownBy(feed::next).hasRootCauseInstanceOf(DamagedShardException.class);
            assertThat(copies).hasPositiveValue();
        }
    }

    @Test
    void featuresThatAreFloatsAreNotAugmented() {
        assertThatThrownBy(() -> new InputRule(
                        RecordFormat.floats(INPUT, CLASSES),
                        INPUT,
                        List.of(),
                        new InputRule.LabelRule(CLASSES, 0),
                        Normalization.none(3),
                        AUGMENTED))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Given: random-resized-crop, flip.");
    }

    @Test
    void anotherSeedGivesOtherImagesOnlyWithAugmentation() throws Exception {
        ImageRule plain = AUGMENTED.withoutAugmentations();

        assertSame(examples(rule(plain), 2, 8, inOrder(), 1), examples(rule(plain), 2, 8, inOrder(), 2));
        Map<Integer, float[]> one = examples(rule(AUGMENTED), 2, 8, inOrder(), 1);
        Map<Integer, float[]> other = examples(rule(AUGMENTED), 2, 8, inOrder(), 2);
        assertThat(inOrder()).allSatisfy(i -> assertThat(one.get(i)).isNotEqualTo(other.get(i)));
    }

    @Test
    void halfOfTheImagesAreMirrored() throws Exception {
        ImageRule plain = AUGMENTED.withoutAugmentations();
        Map<Integer, float[]> upright = examples(rule(plain), 1, 8, inOrder(), 5);
        Map<Integer, float[]> some =
                examples(rule(new ImageRule("leptonica", 28, augmentations("flip"))), 1, 8, inOrder(), 5);
        int mirrored = 0;
        for (int i : inOrder()) {
            if (Arrays.equals(some.get(i), upright.get(i))) {
                continue;
            }
            mirrored++;
            assertThat(some.get(i)).isEqualTo(mirrored(upright.get(i)));
        }
        assertThat(mirrored).isBetween(COUNT / 4, COUNT * 3 / 4);
    }

    private static float[] mirrored(float[] image) {
        float[] mirrored = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            int column = i % INPUT.width();
            mirrored[i] = image[i - column + INPUT.width() - 1 - column];
        }
        return mirrored;
    }

    @Test
    void labelsAreMappedToTheNetworksClasses() throws Exception {
        InputRule mapped = new InputRule(
                RecordFormat.encoded(new Shape(3, 0, 0)),
                INPUT,
                List.of(3, 2, 1, 0),
                new InputRule.LabelRule(CLASSES, 0),
                Normalization.same(3, 127, 60),
                AUGMENTED);
        try (ReaderPool readers = new ReaderPool(new OneShard(shard), mapped);
                BatchFeed feed =
                        new BatchFeed(List.of(minibatch(List.of(0, 1, 6), 1)).iterator(), readers, 2)) {
            assertThat(Arrays.copyOf(feed.next().labels(), 12)).containsExactly(0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0);
        }
    }

    @Test
    void anUnreadableImageIsNamed() throws Exception {
        Path file = folder.resolve("text");
        try (ShardFileWriter writer = new ShardFileWriter(file, RecordFormat.encoded(new Shape(3, 0, 0)))) {
            writer.add(1, 0, new byte[] {'n', 'o', ' ', 'i', 'm', 'a', 'g', 'e'}, 8);
            writer.finish(false);
        }
        try (ShardFile text = new ShardFile(file);
                ReaderPool readers = new ReaderPool(new OneShard(text), rule(AUGMENTED));
                BatchFeed feed = new BatchFeed(List.of(minibatch(List.of(0), 1)).iterator(), readers, 2)) {
            assertThatThrownBy(feed::next)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("row 0 of shard 0");
        }
    }

    private static List<Integer> inOrder() {
        return IntStream.range(0, COUNT).boxed().toList();
    }

    private static Minibatch minibatch(List<Integer> rows, long imageSeed) {
        return new Minibatch(
                new int[rows.size()],
                rows.stream().mapToInt(Integer::intValue).toArray(),
                new ImageSeed(imageSeed, 0),
                0);
    }

    /** Returns each row's features, by way of a feed. */
    private Map<Integer, float[]> examples(InputRule rule, int threads, int size, List<Integer> rows, long imageSeed)
            throws IOException {
        List<Minibatch> minibatches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += size) {
            minibatches.add(minibatch(rows.subList(from, Math.min(from + size, rows.size())), imageSeed));
        }
        Map<Integer, float[]> examples = new HashMap<>();
        int length = Math.toIntExact(INPUT.size());
        try (ReaderPool readers = new ReaderPool(new OneShard(shard), rule);
                BatchFeed feed = new BatchFeed(minibatches.iterator(), readers, threads)) {
            for (Minibatch minibatch : minibatches) {
                assertThat(feed.hasNext()).isTrue();
                Batch batch = feed.next();
                assertThat(batch.size()).isEqualTo(minibatch.size());
                float[] values = batch.features().toArray(batch.size() * length);
                for (int i = 0; i < minibatch.size(); i++) {
                    examples.put(minibatch.rows()[i], Arrays.copyOfRange(values, i * length, (i + 1) * length));
                }
            }
            assertThat(feed.hasNext()).isFalse();
        }
        return examples;
    }

    private static void assertSame(Map<Integer, float[]> expected, Map<Integer, float[]> actual) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (row, features) -> assertThat(actual.get(row)).as("row %d", row).isEqualTo(features));
    }
}
