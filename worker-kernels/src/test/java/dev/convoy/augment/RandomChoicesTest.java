package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.augment.pixel.Tone;
import dev.convoy.base.Range;
import dev.convoy.image.Frame;
import dev.convoy.image.Raster;
import dev.convoy.image.Region;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The distributions of all random choices, by their moments over 10,000 examples. */
class RandomChoicesTest {
    private static final int SIDE = 1000;
    private static final int OPERATIONS = Operation.values().length;

    @Test
    void randomResizedCrop() {
        Augmenter augmenter = augmenter(
                Augmentation.of("random-resized-crop", Map.of("scale", List.of(0.1, 0.3), "ratio", List.of(0.5, 3.0))),
                Augmentation.of("flip"));
        Draws.of(seed -> (double) part(augmenter, seed).height()
                        * part(augmenter, seed).width()
                        / (SIDE * SIDE))
                .have(0.2, 0.04 / 12);
        Draws.of(seed -> Math.log((double) part(augmenter, seed).width()
                        / part(augmenter, seed).height()))
                .have(Math.log(0.5 * 3) / 2, Math.log(6) * Math.log(6) / 12);
        Draws.of(seed -> (part(augmenter, seed).top() + 0.5)
                        / (SIDE + 1 - part(augmenter, seed).height()))
                .areUniform(0, 1);
        Draws.of(seed -> (part(augmenter, seed).left() + 0.5)
                        / (SIDE + 1 - part(augmenter, seed).width()))
                .areUniform(0, 1);
        Draws.of(seed -> frame(augmenter, seed).mirrored() ? 1 : 0).areOneWith(0.5);
    }

    private static Frame frame(Augmenter augmenter, ExampleSeed seed) {
        return augmenter.frame(SIDE, SIDE, seed);
    }

    private static Region part(Augmenter augmenter, ExampleSeed seed) {
        return frame(augmenter, seed).region();
    }

    private static Augmenter augmenter(Augmentation... all) {
        return new Augmenter(new Augmentations(List.of(all)), 24, 24, new byte[3]);
    }

    @Test
    void padCrop() {
        Draws.of(seed -> place(new PadCrop(4), seed) / 12 - 6).areUniformWhole(-4, 4);
        Draws.of(seed -> place(new PadCrop(4), seed) % 12 - 6).areUniformWhole(-4, 4);
    }

    @Test
    void translation() {
        // 0.3 of 12 pixels are 3.6: the ends, ±4, are rounded from a tenth of a pixel on either side.
        for (int moved = -4; moved <= 4; moved++) {
            int wanted = moved;
            double probability = Math.abs(moved) == 4 ? 0.1 / 7.2 : 1 / 7.2;
            Draws.of(seed -> place(new Translation(0.3), seed) / 12 - 6 == wanted ? 1 : 0)
                    .areOneWith(probability);
            Draws.of(seed -> place(new Translation(0.3), seed) % 12 - 6 == wanted ? 1 : 0)
                    .areOneWith(probability);
        }
    }

    /** Returns the index of the only pixel that is not 0, which was in row 6 and column 6 of 12×12. */
    private static int place(ImageStep step, ExampleSeed seed) {
        Raster image = new Raster();
        image.reset(12, 12, 1);
        Arrays.fill(image.pixels(), (byte) 0);
        image.pixels()[6 * 12 + 6] = 1;
        Canvas canvas = new Canvas(image, new Raster());
        step.apply(canvas, seed);
        int place = 0;
        while (canvas.image().pixels()[place] == 0) {
            place++;
        }
        return place;
    }

    @Test
    void flips() {
        Draws.of(seed -> new Flip(false).mirrors(seed) ? 1 : 0).areOneWith(0.5);
        Draws.of(seed -> new Flip(true).mirrors(seed) ? 1 : 0).areOneWith(0.5);
    }

    @Test
    void anAlternatingFlipMirrorsInEveryOtherEpochWhateverTheSeedIs() {
        Flip flip = new Flip(true);
        for (int key = 0; key < 100; key++) {
            boolean first = flip.mirrors(new ExampleSeed(1, 0, key));
            for (int epoch = 0; epoch < 6; epoch++) {
                assertThat(flip.mirrors(new ExampleSeed(31L * epoch, epoch, key)))
                        .isEqualTo(first == (epoch % 2 == 0));
            }
        }
    }

    @Test
    void rotation() {
        Draws.of(seed -> new Rotation(15).angle(seed)).areUniform(-15, 15);
    }

    @Test
    void colorJitter() {
        Map<String, List<Double>> widths = Map.of(
                "brightness", List.of(0.4), "contrast", List.of(0.2), "saturation", List.of(1.5), "hue", List.of(0.1));
        ColorJitter jitter = new ColorJitter(Augmentation.of("color-jitter", widths));
        List<Range> ranges = List.of(new Range(0.6, 1.4), new Range(0.8, 1.2), new Range(0, 2.5), new Range(-0.1, 0.1));
        for (int change = 0; change < ranges.size(); change++) {
            int index = change;
            Draws.of(seed -> jitter.choice(seed).amounts()[index])
                    .areUniform(ranges.get(index).low(), ranges.get(index).high());
            Draws.of(seed -> jitter.choice(seed).order()[index]).areUniformWhole(0, 3);
            Draws.of(seed -> jitter.choice(seed).order()[0] == index
                                    && jitter.choice(seed).order()[1] == (index + 1) % 4
                            ? 1
                            : 0)
                    .areOneWith(1.0 / 12);
        }
        assertThat(jitter.choice(new ExampleSeed(1, 2, 3)).order()).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void randAugment() {
        RandAugment augment = new RandAugment(2, 9, new Tone());
        for (int place = 0; place < 2; place++) {
            int index = place;
            for (Operation operation : Operation.values()) {
                Draws.of(seed -> augment.choices(seed).get(index).operation() == operation ? 1 : 0)
                        .areOneWith(1.0 / OPERATIONS);
            }
            // Nine of fourteen have a sign.
            Draws.of(seed -> augment.choices(seed).get(index).step()).have(9 * 5.0 / 14, 81 - 81 * 25.0 / 196);
        }
        Draws.of(seed -> augment.choices(seed)
                                .get(0)
                                .equals(augment.choices(seed).get(1))
                        ? 1
                        : 0)
                .areOneWith((5 + 9 * 0.5) / OPERATIONS / OPERATIONS);
    }

    @Test
    void trivialAugment() {
        TrivialAugment augment = new TrivialAugment(new Tone());
        for (Operation operation : Operation.values()) {
            Draws.of(seed -> augment.choice(seed).operation() == operation ? 1 : 0)
                    .areOneWith(1.0 / OPERATIONS);
        }
        Draws.of(seed -> Math.abs(augment.choice(seed).step())).areUniformWhole(0, 30);
    }

    @Test
    void erasing() {
        Erasing usual = new Erasing(Augmentation.of("erasing", Map.of("", List.of(0.25))), new byte[1]);
        Draws.of(seed -> usual.region(SIDE, SIDE, seed).isPresent() ? 1 : 0).areOneWith(0.25);
        Map<String, List<Double>> parameters =
                Map.of("probability", List.of(1.0), "scale", List.of(0.05, 0.25), "ratio", List.of(0.5, 3.0));
        Erasing always = new Erasing(Augmentation.of("erasing", parameters), new byte[1]);
        Draws.of(seed -> (double) erased(always, seed).height()
                        * erased(always, seed).width()
                        / (SIDE * SIDE))
                .have(0.15, 0.04 / 12);
        // torchvision's ratio is that of the height to the width.
        Draws.of(seed -> Math.log((double) erased(always, seed).height()
                        / erased(always, seed).width()))
                .have(Math.log(1.5) / 2, Math.log(6) * Math.log(6) / 12);
        Draws.of(seed -> (erased(always, seed).top() + 0.5)
                        / (SIDE + 1 - erased(always, seed).height()))
                .areUniform(0, 1);
        Draws.of(seed -> (erased(always, seed).left() + 0.5)
                        / (SIDE + 1 - erased(always, seed).width()))
                .areUniform(0, 1);
    }

    private static Region erased(Erasing erasing, ExampleSeed seed) {
        return erasing.region(SIDE, SIDE, seed).orElseThrow();
    }
}
