package dev.convoy.driver.executor;

import dev.convoy.augment.mix.Mixer;
import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.cache.ShardCache;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Sampling;
import dev.convoy.feed.BatchFeed;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.Minibatch;
import dev.convoy.feed.Minibatch.ImageSeed;
import dev.convoy.image.Raster;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.PixelFeatures;
import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;

/**
 * The first training images as the network sees them in each epoch: the very pixels and labels that a training with the
 * same seed, workers and batch size computes with.
 */
public final class AugmentedExamples implements AutoCloseable {
    private final Plan plan;
    private final InputRule rule;
    private final ShardCache cache;
    private final ExampleSource augmented;
    private final ExampleSource plain;
    /** The images, in minibatches of one. */
    private final List<Minibatch> images = new ArrayList<>();

    /** @param labels of each class, at least 0, with sum 1 */
    public record Seen(Raster image, float[] labels) {}

    /** @param count of images at most */
    public AugmentedExamples(Plan plan, Examples train, int count, CacheSettings settings, Configuration hadoop) {
        this.plan = plan;
        this.rule = train.rule();
        this.cache = ShardCache.open(settings, hadoop);
        this.augmented = new ExampleSource(train, cache, 1);
        this.plain = new ExampleSource(new Examples(train.shards(), rule.withoutAugmentations()), cache, 1);
        Iterator<Minibatch> ofOne = plain.part(0, 1, 1);
        while (images.size() < count && ofOne.hasNext()) {
            images.add(ofOne.next());
        }
    }

    /** Returns the images without random changes. */
    public List<Seen> plain() {
        return read(plain, images);
    }

    /** @param epoch from 0 */
    public List<Seen> epoch(int epoch) {
        EpochMinibatches minibatches = new EpochMinibatches(plan, plan.order(epoch), Sampling.SHUFFLE);
        boolean mixes = new Mixer(rule.images().augmentations()).mixes();
        return read(augmented, mixes ? withPartners(minibatches) : alone(minibatches.images(0, 0)));
    }

    private List<Minibatch> alone(ImageSeed seed) {
        return images.stream()
                .map(image -> new Minibatch(image.shards(), image.rows(), seed, 0))
                .toList();
    }

    /** Returns each image behind its partner; what happens to them depends on no other of their minibatch. */
    private List<Minibatch> withPartners(EpochMinibatches epoch) {
        Minibatch[] found = new Minibatch[images.size()];
        int number = epoch.order().epoch();
        for (int round = 0; round < plan.rounds(number); round++) {
            for (int step = 0; step < plan.steps(number, round); step++) {
                for (int worker = 0; worker < plan.workers(); worker++) {
                    find(epoch.of(round, worker, step), found);
                }
            }
        }
        return List.of(found);
    }

    private void find(Minibatch minibatch, Minibatch[] found) {
        for (int place = 0; place < minibatch.size(); place++) {
            int shard = minibatch.shards()[place];
            int row = minibatch.rows()[place];
            for (int i = 0; i < found.length; i++) {
                if (images.get(i).shards()[0] == shard && images.get(i).rows()[0] == row) {
                    int partner = (place + minibatch.size() - 1) % minibatch.size();
                    int[] places = minibatch.size() == 1 ? new int[] {place} : new int[] {partner, place};
                    found[i] = new Minibatch(
                            select(minibatch.shards(), places),
                            select(minibatch.rows(), places),
                            minibatch.images(),
                            minibatch.seed());
                }
            }
        }
    }

    private static int[] select(int[] values, int[] places) {
        return IntStream.of(places).map(place -> values[place]).toArray();
    }

    /** Returns the last example of each minibatch. */
    private List<Seen> read(ExampleSource source, List<Minibatch> minibatches) {
        List<Seen> all = new ArrayList<>();
        try (BatchFeed feed = source.feed(minibatches.iterator())) {
            while (feed.hasNext()) {
                all.add(last(feed.next()));
            }
        }
        return all;
    }

    private Seen last(Batch batch) {
        Shape shape = rule.shape();
        int length = Math.toIntExact(shape.size());
        Raster image = new Raster();
        image.reset(shape.height(), shape.width(), shape.channels());
        byte[] pixels = ((PixelFeatures) batch.features()).pixels();
        System.arraycopy(pixels, (batch.size() - 1) * length, image.pixels(), 0, length);
        int classes = rule.labels().classes();
        return new Seen(
                image, Arrays.copyOfRange(batch.labels(), (batch.size() - 1) * classes, batch.size() * classes));
    }

    @Override
    public void close() {
        augmented.close();
        plain.close();
        cache.close();
    }
}
