package dev.convoy.bench.data;

import com.sun.management.ThreadMXBean;
import dev.convoy.augment.Augmentation;
import dev.convoy.augment.Augmentations;
import dev.convoy.bench.measure.Measurement;
import dev.convoy.bench.rounds.ProcessStatus;
import dev.convoy.feed.BatchFeed;
import dev.convoy.feed.DamagedShardException;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.Minibatch;
import dev.convoy.feed.Minibatch.ImageSeed;
import dev.convoy.feed.Normalization;
import dev.convoy.feed.ReaderPool;
import dev.convoy.feed.RecordFormat;
import dev.convoy.feed.ShardFile;
import dev.convoy.feed.ShardFileWriter;
import dev.convoy.feed.Shards;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.ImageDecoders;
import dev.convoy.image.Raster;
import dev.convoy.image.Resizer;
import dev.convoy.image.UnreadableImageException;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Measures the way from image files on disk to batches of 224×224 pixels, cropped and flipped at random, against decoding
 * the same files and nothing else; and against the same images stored as pixels.
 */
public final class DataBench {
    private static final String DECODER = "leptonica";
    private static final int SIDE = 224;
    private static final int RAW_SIDE = 256;
    private static final int BATCH = 32;
    private static final int CHANNELS = 3;

    private final List<byte[]> files;
    private final int threads;
    private final PrintStream out;

    /** @param files colour JPEGs */
    public DataBench(List<byte[]> files, int threads, PrintStream out) {
        this.files = files;
        this.threads = threads;
        this.out = out;
    }

    /**
     * The content of {@code --out}.
     *
     * @param feedByDecoding images a second of the feed, as a share of those of decoding alone
     * @param rawByFeed images a second from stored pixels, by those from files
     * @param heapBytesPerImage bytes that the feed's threads allocate on the Java heap
     * @param resident resident memory of the process after each repetition, in bytes
     */
    public record Result(
            int images,
            int threads,
            List<Measurement> measurements,
            double feedByDecoding,
            double rawByFeed,
            double heapBytesPerImage,
            List<Long> resident) {}

    /**
     * @param images images of each measurement
     * @param repetitions how often each is measured, in turn
     */
    public Result run(int images, int repetitions) throws IOException {
        Path folder = Files.createTempDirectory("convoy-bench-data");
        Path encoded = folder.resolve("encoded");
        Path raw = folder.resolve("raw");
        Shape stored = new Shape(CHANNELS, RAW_SIDE, RAW_SIDE);
        RecordFormat encodedFormat = RecordFormat.encoded(new Shape(CHANNELS, 0, 0));
        write(encoded, encodedFormat, files);
        write(raw, RecordFormat.pixels(stored), pixels());
        List<Double> decoding = new ArrayList<>();
        List<Double> feeding = new ArrayList<>();
        List<Double> fromRaw = new ArrayList<>();
        List<Long> resident = new ArrayList<>();
        long[] heap = new long[1];
        try (ShardFile encodedShard = new ShardFile(encoded);
                ShardFile rawShard = new ShardFile(raw);
                ReaderPool readers = readers(encodedShard, encodedFormat);
                ReaderPool rawReaders = readers(rawShard, RecordFormat.pixels(stored))) {
            for (int repetition = -1; repetition < repetitions; repetition++) {
                double decoded = decode(images);
                double fed = feed(readers, images, heap);
                long heapBytes = heap[0];
                double raws = feed(rawReaders, images, heap);
                heap[0] = heapBytes;
                if (repetition < 0) {
                    // Java compiles meanwhile.
                    continue;
                }
                decoding.add(decoded);
                feeding.add(fed);
                fromRaw.add(raws);
                resident.add(1024 * ProcessStatus.own("status", "VmRSS:"));
                out.printf(
                        Locale.ROOT,
                        "decoding alone %.0f, feed %.0f, feed from pixels %.0f images/s, %d MB resident%n",
                        decoded,
                        fed,
                        raws,
                        resident.get(resident.size() - 1) >> 20);
            }
        } finally {
            Files.delete(encoded);
            Files.delete(raw);
            Files.delete(folder);
        }
        Measurement alone = new Measurement("decoding alone", decoding);
        Measurement feed = new Measurement("feed", feeding);
        Measurement pixels = new Measurement("feed from pixels", fromRaw);
        Result result = new Result(
                images,
                threads,
                List.of(alone, feed, pixels),
                feed.ratioTo(alone),
                pixels.ratioTo(feed),
                (double) heap[0] / images,
                resident);
        out.printf(
                Locale.ROOT,
                "feed by decoding alone %.2f, from pixels by feed %.1f, %.0f bytes of heap an image%n",
                result.feedByDecoding(),
                result.rawByFeed(),
                result.heapBytesPerImage());
        return result;
    }

    private static void write(Path file, RecordFormat format, List<byte[]> examples) throws IOException {
        try (ShardFileWriter writer = new ShardFileWriter(file, format)) {
            for (int i = 0; i < examples.size(); i++) {
                writer.add(i, i % 10, examples.get(i), examples.get(i).length);
            }
            writer.finish(false);
        }
    }

    /** Returns the images in the size in which {@code prepare --raw} would store them. */
    private List<byte[]> pixels() throws IOException {
        List<byte[]> all = new ArrayList<>();
        Resizer resizer = new Resizer();
        Raster image = new Raster();
        Raster resized = new Raster();
        try (ImageDecoder decoder = ImageDecoders.open(DECODER)) {
            for (byte[] file : files) {
                decoder.decode(file, file.length, image);
                resizer.resizeAndCrop(image, RAW_SIDE, RAW_SIDE, resized);
                all.add(Arrays.copyOf(resized.pixels(), CHANNELS * RAW_SIDE * RAW_SIDE));
            }
        } catch (UnreadableImageException e) {
            throw new IOException(e);
        }
        return all;
    }

    private static ReaderPool readers(ShardFile shard, RecordFormat format) {
        InputRule rule = new InputRule(
                format,
                new Shape(CHANNELS, SIDE, SIDE),
                List.of(),
                new InputRule.LabelRule(10, 0),
                Normalization.imagenet(CHANNELS),
                new ImageRule(
                        DECODER,
                        RAW_SIDE,
                        new Augmentations(List.of(Augmentation.of("random-resized-crop"), Augmentation.of("flip")))));
        return new ReaderPool(new OneShard(shard), rule);
    }

    private record OneShard(ShardFile file) implements Shards {
        @Override
        public ShardFile get(int shard) {
            return file;
        }

        @Override
        public ShardFile replace(int shard, ShardFile damaged, DamagedShardException cause) throws IOException {
            throw cause;
        }
    }

    /** Returns images a second. */
    private double decode(int images) {
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        List<Thread> running = IntStream.range(0, threads)
                .mapToObj(thread -> new Thread(() -> decodeFrom(next, images)))
                .toList();
        running.forEach(Thread::start);
        running.forEach(DataBench::join);
        return images / seconds(start);
    }

    private void decodeFrom(AtomicInteger next, int images) {
        Raster image = new Raster();
        try (ImageDecoder decoder = ImageDecoders.open(DECODER)) {
            for (int i = next.getAndIncrement(); i < images; i = next.getAndIncrement()) {
                byte[] file = files.get(i % files.size());
                decoder.decode(file, file.length, image);
            }
        } catch (UnreadableImageException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while threads decode", e);
        }
    }

    /**
     * Returns images a second.
     *
     * @param heap receives the bytes that were allocated
     */
    private double feed(ReaderPool readers, int images, long[] heap) {
        long start = System.nanoTime();
        long before = allocated();
        try (BatchFeed feed = new BatchFeed(
                IntStream.range(0, images / BATCH).mapToObj(this::minibatch).iterator(), readers, threads)) {
            while (feed.hasNext()) {
                feed.next();
            }
            heap[0] = allocated() - before;
        }
        return images / BATCH * BATCH / seconds(start);
    }

    private Minibatch minibatch(int number) {
        int[] rows = IntStream.range(0, BATCH)
                .map(place -> (number * BATCH + place) % files.size())
                .toArray();
        return new Minibatch(new int[BATCH], rows, new ImageSeed(number, 0), number);
    }

    /** Returns the bytes that all living threads have allocated on the Java heap. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
