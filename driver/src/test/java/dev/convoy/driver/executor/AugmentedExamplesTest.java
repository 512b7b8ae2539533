package dev.convoy.driver.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.augment.Augmentation;
import dev.convoy.augment.Augmentations;
import dev.convoy.driver.cache.CacheSettings;
import dev.convoy.driver.cache.ShardCache;
import dev.convoy.driver.executor.AugmentedExamples.Seen;
import dev.convoy.driver.executor.WorkerData.Examples;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.plan.Sampling;
import dev.convoy.driver.round.TinyJob;
import dev.convoy.feed.BatchFeed;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.InputRule;
import dev.convoy.feed.Minibatch;
import dev.convoy.feed.Normalization;
import dev.convoy.feed.RecordFormat;
import dev.convoy.image.Raster;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.PixelFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentedExamplesTest {
    private static final int CLASSES = 3;
    private static final int LENGTH = (int) TinyJob.SHAPE.size();
    /** The last minibatches of an epoch have two examples and one. */
    private static final Plan PLAN = new Plan(7, List.of(5, 14), 2, 3, 4);

    private static Examples examples(String names) {
        List<Augmentation> all = Stream.of(names.split(" ", -1))
                .filter(name -> !name.isEmpty())
                .map(Augmentation::of)
                .toList();
        InputRule rule = new InputRule(
                RecordFormat.pixels(TinyJob.SHAPE),
                TinyJob.SHAPE,
                List.of(),
                new InputRule.LabelRule(CLASSES, 0.1),
                Normalization.same(1, 127, 60),
                new ImageRule("", 8, new Augmentations(all)));
        return new Examples(List.of(new TinyJob.RandomShard(5, 1), new TinyJob.RandomShard(14, 2)), rule);
    }

    /** What the workers compute with, by shard and row. */
    private static Map<List<Integer>, Seen> trained(Examples examples, int epoch) {
        EpochMinibatches minibatches = new EpochMinibatches(PLAN, PLAN.order(epoch), Sampling.SHUFFLE);
        List<Minibatch> all = new ArrayList<>();
        for (int round = 0; round < PLAN.rounds(epoch); round++) {
            for (int worker = 0; worker < 2; worker++) {
                for (int step = 0; step < PLAN.steps(epoch, round); step++) {
                    all.add(minibatches.of(round, worker, step));
                }
            }
        }
        all.removeIf(minibatch -> minibatch.size() == 0);
        Map<List<Integer>, Seen> seen = new HashMap<>();
        try (ShardCache cache = ShardCache.open(CacheSettings.DEFAULT, new Configuration());
                ExampleSource source = new ExampleSource(examples, cache, 2);
                BatchFeed feed = source.feed(all.iterator())) {
            for (Minibatch minibatch : all) {
                Batch batch = feed.next();
                byte[] pixels = ((PixelFeatures) batch.features()).pixels();
                for (int i = 0; i < minibatch.size(); i++) {
                    Raster image = new Raster();
                    image.reset(8, 8, 1);
                    System.arraycopy(pixels, i * LENGTH, image.pixels(), 0, LENGTH);
                    seen.put(
                            List.of(minibatch.shards()[i], minibatch.rows()[i]),
                            new Seen(image, Arrays.copyOfRange(batch.labels(), i * CLASSES, (i + 1) * CLASSES)));
                }
            }
        }
        return seen;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pad-crop alternating-flip rand-augment erasing",
                "random-resized-crop flip trivial-augment mixup",
                "flip erasing mixup cutmix"
            })
    void theyAreWhatWorkersTrainOn(String names) {
        Examples examples = examples(names);
        try (AugmentedExamples augmented =
                new AugmentedExamples(PLAN, examples, 8, CacheSettings.DEFAULT, new Configuration())) {
            for (int epoch = 0; epoch < 3; epoch++) {
                Map<List<Integer>, Seen> trained = trained(examples, epoch);
                assertThat(trained).hasSize(19);
                List<Seen> shown = augmented.epoch(epoch);
                assertThat(shown).hasSize(8);
                for (int i = 0; i < 8; i++) {
                    requireSame(shown.get(i), trained.get(i < 5 ? List.of(0, i) : List.of(1, i - 5)));
                }
            }
            Map<List<Integer>, Seen> unchanged = trained(examples(""), 0);
            for (int i = 0; i < 8; i++) {
                requireSame(augmented.plain().get(i), unchanged.get(i < 5 ? List.of(0, i) : List.of(1, i - 5)));
            }
        }
    }

    private static void requireSame(Seen actual, Seen expected) {
        assertThat(Arrays.copyOf(actual.image().pixels(), LENGTH))
                .isEqualTo(Arrays.copyOf(expected.image().pixels(), LENGTH));
        assertThat(actual.labels()).isEqualTo(expected.labels());
    }
}
