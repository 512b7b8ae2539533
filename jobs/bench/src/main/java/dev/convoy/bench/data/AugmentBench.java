package dev.convoy.bench.data;

import dev.convoy.augment.Augmentation;
import dev.convoy.augment.Augmentations;
import dev.convoy.augment.ExampleSeed;
import dev.convoy.augment.mix.Examples;
import dev.convoy.augment.mix.Mixer;
import dev.convoy.base.RandomStream;
import dev.convoy.bench.measure.Measurement;
import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.feed.ImagePreparation;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.Normalization;
import dev.convoy.image.Raster;
import dev.convoy.image.UnreadableImageException;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.lookup.KernelLookup;
import dev.convoy.worker.Optimizer;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures augmentation from stored pixels, resizing included, by one thread, against gradient and update of resnet20
 * with as many threads as the kernel has. They take turns, so that drift affects both.
 */
public final class AugmentBench {
    private static final int CLASSES = 10;
    private static final double SECONDS_EACH = 1;

    private final PrintStream out;

    public AugmentBench(PrintStream out) {
        this.out = out;
    }

    /**
     * @param stored shape of the stored pixels
     * @param input shape of the network's input
     */
    private record Case(Shape stored, Shape input, int batchSize, List<Augmentation> augmentations) {
        private static final List<Case> ALL = List.of(
                new Case(
                        new Shape(1, 28, 28),
                        new Shape(1, 28, 28),
                        64,
                        List.of(
                                Augmentation.of("pad-crop"),
                                Augmentation.of("flip"),
                                Augmentation.of("erasing"),
                                Augmentation.of("mixup"),
                                Augmentation.of("cutmix"))),
                new Case(
                        new Shape(3, 256, 256),
                        new Shape(3, 224, 224),
                        8,
                        List.of(
                                Augmentation.of("random-resized-crop"),
                                Augmentation.of("flip"),
                                Augmentation.of(
                                        "color-jitter",
                                        Map.of(
                                                "brightness", List.of(0.4),
                                                "contrast", List.of(0.4),
                                                "saturation", List.of(0.4),
                                                "hue", List.of(0.1))),
                                Augmentation.of("rand-augment"),
                                Augmentation.of("erasing"),
                                Augmentation.of("mixup"),
                                Augmentation.of("cutmix"))));
    }

    /**
     * A row of {@code --out}.
     *
     * @param shareOfStep time of augmenting an image, as a share of the step's time for it
     */
    public record Result(
            String input, String augment, int batchSize, List<Measurement> measurements, double shareOfStep) {}

    /** @param repetitions how often each is measured, in turn */
    public List<Result> run(int repetitions) {
        return Case.ALL.stream().map(one -> run(one, repetitions)).toList();
    }

    private Result run(Case given, int repetitions) {
        Model model = Model.of(BuiltInModel.named("resnet20").orElseThrow().configuration(CLASSES), given.input());
        List<Double> steps = new ArrayList<>();
        List<Double> augmented = new ArrayList<>();
        try (Augmented images = new Augmented(given);
                GradientKernel kernel = KernelLookup.open("onednn", model, Precision.FLOAT32);
                Optimizer optimizer = new Optimizer(model, Precision.FLOAT32, 1)) {
            Batch batch = images.batch();
            Runnable step = () -> {
                kernel.gradient(optimizer.parameters(), batch, optimizer.gradient());
                optimizer.step(0, 0, batch.size());
            };
            for (int repetition = -1; repetition < repetitions; repetition++) {
                double stepping = Measurement.imagesPerSecond(step, given.batchSize(), SECONDS_EACH);
                double augmenting = Measurement.imagesPerSecond(images::next, given.batchSize(), SECONDS_EACH);
                // The first turn warms up.
                if (repetition >= 0) {
                    steps.add(stepping);
                    augmented.add(augmenting);
                }
            }
        }
        Measurement step = new Measurement("step of resnet20", steps);
        Measurement augment = new Measurement("augmentation", augmented);
        Augmentations all = new Augmentations(given.augmentations());
        Result result = new Result(
                given.input().toString(), all.text(), given.batchSize(), List.of(step, augment), step.ratioTo(augment));
        out.printf(
                Locale.ROOT,
                "%s, [%s]: step %.0f, augmentation %.0f images/s, %.2f %% of the step%n",
                result.input(),
                result.augment(),
                step.median(),
                augment.median(),
                100 * result.shareOfStep());
        return result;
    }

    /** Minibatches of noise, smooth enough for each operation to have work to do. */
    private static final class Augmented implements AutoCloseable {
        private final Case given;
        private final byte[][] stored;
        private final ImagePreparation preparation;
        private final Mixer mixer;
        private final Examples examples;
        private int epoch;

        Augmented(Case given) {
            this.given = given;
            Augmentations all = new Augmentations(given.augmentations());
            ImageRule rule = new ImageRule("leptonica", given.stored().height(), all);
            this.preparation = new ImagePreparation(
                    rule, given.input(), Normalization.same(given.input().channels(), 127, 60));
            this.mixer = new Mixer(all);
            int length = Math.toIntExact(given.input().size());
            this.examples = new Examples(
                    given.input(),
                    given.batchSize(),
                    new byte[given.batchSize() * length],
                    CLASSES,
                    new float[given.batchSize() * CLASSES]);
            this.stored =
                    new byte[given.batchSize()][Math.toIntExact(given.stored().size())];
            RandomStream random = new RandomStream(1);
            for (byte[] image : stored) {
                for (int i = 0; i < image.length; i++) {
                    image[i] = (byte) (i / 64 + random.below(50));
                }
            }
        }

        void next() {
            epoch++;
            int length = Math.toIntExact(given.input().size());
            try {
                for (int i = 0; i < given.batchSize(); i++) {
                    byte[] image = stored[i];
                    Raster raster =
                            preparation.prepare(image, image.length, given.stored(), new ExampleSeed(epoch, epoch, i));
                    System.arraycopy(raster.pixels(), 0, examples.pixels(), i * length, length);
                }
            } catch (UnreadableImageException e) {
                throw new IllegalStateException(e);
            }
            mixer.mix(examples, epoch);
        }

        Batch batch() {
            next();
            float[] features = new float[examples.pixels().length];
            for (int i = 0; i < features.length; i++) {
                features[i] = ((examples.pixels()[i] & 0xff) - 127) / 60f;
            }
            for (int i = 0; i < given.batchSize(); i++) {
                examples.labels()[i * CLASSES + i % CLASSES] = 1;
            }
            return new Batch(given.batchSize(), features, examples.labels().clone(), 1);
        }

        @Override
        public void close() {
            preparation.close();
        }
    }
}
