package dev.convoy.augment.mix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.augment.Augmentation;
import dev.convoy.augment.Augmentations;
import dev.convoy.augment.Draws;
import dev.convoy.augment.ExampleSeed;
import dev.convoy.base.RandomStream;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixerTest {
    private static final Shape SHAPE = new Shape(3, 6, 7);
    private static final int LENGTH = (int) SHAPE.size();
    private static final int CLASSES = 4;
    private static final int COUNT = 5;

    /** Example i has the label of class i mod 4, and pixels that tell it and their place from others. */
    private static Examples examples(int count) {
        byte[] pixels = new byte[(count + 1) * LENGTH];
        float[] labels = new float[(count + 1) * CLASSES];
        for (int example = 0; example < count; example++) {
            for (int i = 0; i < LENGTH; i++) {
                pixels[example * LENGTH + i] = (byte) (example * 50 + i * 3);
            }
            labels[example * CLASSES + example % CLASSES] = 1;
        }
        return new Examples(SHAPE, count, pixels, CLASSES, labels);
    }

    private static Mixer mixer(String... names) {
        return new Mixer(
                new Augmentations(Arrays.stream(names).map(Augmentation::of).toList()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void mixupIsTheFormula(long seed) {
        Examples before = examples(COUNT);
        Examples after = examples(COUNT);
        mixer("mixup").mix(after, seed);

        // The first example and its partner have one class.
        float own = after.labels()[CLASSES + 1];
        assertThat(own).isBetween(0f, 1f);
        for (int example = 0; example < COUNT; example++) {
            int partner = (example + COUNT - 1) % COUNT;
            for (int i = 0; i < LENGTH; i++) {
                double mixed = own * (before.pixels()[example * LENGTH + i] & 0xff)
                        + (1 - (double) own) * (before.pixels()[partner * LENGTH + i] & 0xff);
                assertThat(after.pixels()[example * LENGTH + i] & 0xff).isEqualTo((int) Math.floor(mixed + 0.5));
            }
            requireShares(after, example, own);
        }
        assertUntouched(after);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void cutmixPutsTheSameRectangleOfThePartnerIntoEachExample(long seed) {
        Examples before = examples(COUNT);
        Examples after = examples(COUNT);
        mixer("cutmix").mix(after, seed);

        int top = SHAPE.height();
        int left = SHAPE.width();
        int bottom = 0;
        int right = 0;
        int replaced = 0;
        for (int pixel = 0; pixel < SHAPE.height() * SHAPE.width(); pixel++) {
            if (after.pixels()[pixel * 3] != before.pixels()[pixel * 3]) {
                top = Math.min(top, pixel / SHAPE.width());
                bottom = Math.max(bottom, pixel / SHAPE.width() + 1);
                left = Math.min(left, pixel % SHAPE.width());
                right = Math.max(right, pixel % SHAPE.width() + 1);
                replaced++;
            }
        }
        assertThat(replaced).isEqualTo(Math.max(bottom - top, 0) * Math.max(right - left, 0));
        float own = (float) (1 - (double) replaced / (SHAPE.height() * SHAPE.width()));
        for (int example = 0; example < COUNT; example++) {
            int partner = (example + COUNT - 1) % COUNT;
            for (int i = 0; i < LENGTH; i++) {
                int row = i / 3 / SHAPE.width();
                int column = i / 3 % SHAPE.width();
                boolean inside = row >= top && row < bottom && column >= left && column < right;
                assertThat(after.pixels()[example * LENGTH + i])
                        .isEqualTo(before.pixels()[(inside ? partner : example) * LENGTH + i]);
            }
            requireShares(after, example, own);
        }
        assertUntouched(after);
    }

    private static void requireShares(Examples mixed, int example, float own) {
        float[] wanted = new float[CLASSES];
        wanted[example % CLASSES] += own;
        wanted[(example + COUNT - 1) % COUNT % CLASSES] += 1 - own;
        assertThat(Arrays.copyOfRange(mixed.labels(), example * CLASSES, (example + 1) * CLASSES))
                .isEqualTo(wanted);
    }

    private static void assertUntouched(Examples examples) {
        assertThat(Arrays.copyOfRange(examples.pixels(), COUNT * LENGTH, (COUNT + 1) * LENGTH))
                .containsOnly(0);
        assertThat(Arrays.copyOfRange(examples.labels(), COUNT * CLASSES, (COUNT + 1) * CLASSES))
                .containsOnly(0);
    }

    /** The rectangle has sides √(1 − λ) of the image's, cut off at its edges (torchvision's integer arithmetic). */
    @Test
    void cutmixComputesItsRectangleAsTorchvisionDoes() {
        Cutmix cutmix = new Cutmix(new BetaDistribution(1));
        for (long seed = 0; seed < 200; seed++) {
            RandomStream random = new RandomStream(seed);
            double half = 0.5 * Math.sqrt(1 - new BetaDistribution(1).sample(random));
            int x = random.below(7);
            int y = random.below(6);
            int width = Math.min(x + (int) (half * 7), 7) - Math.max(x - (int) (half * 7), 0);
            int height = Math.min(y + (int) (half * 6), 6) - Math.max(y - (int) (half * 6), 0);

            double own = cutmix.mix(examples(2), new RandomStream(seed), new byte[LENGTH]);

            assertThat(own).isEqualTo(1 - (double) width * height / 42);
        }
    }

    @Test
    void theOnlyExampleIsItsOwnPartner() {
        Examples alone = examples(1);
        mixer("mixup", "cutmix").mix(alone, 3);

        assertThat(alone.pixels()).isEqualTo(examples(1).pixels());
        assertThat(alone.labels()).isEqualTo(examples(1).labels());
    }

    @Test
    void withoutMixturesNothingChanges() {
        Examples same = examples(COUNT);
        mixer("flip").mix(same, 3);

        assertThat(same.pixels()).isEqualTo(examples(COUNT).pixels());
        assertThat(same.labels()).isEqualTo(examples(COUNT).labels());
    }

    /** Mixup leaves hardly a pixel as it is, CutMix has only pixels of the two examples. */
    @Test
    void ofTwoMixturesEachMinibatchGetsOneHalfOfTheTime() {
        Mixer both = mixer("mixup", "cutmix");
        Draws.of(seed -> isCut(both, seed) ? 1 : 0).areOneWith(0.5);
    }

    private static boolean isCut(Mixer mixer, ExampleSeed seed) {
        Examples mixed = new Examples(new Shape(1, 1, 3), 2, new byte[] {0, 0, 0, -1, -1, -1}, 1, new float[2]);
        // λ is hardly ever below 2⁻⁸, where mixup, too, gives 0 and 255.
        mixer.mix(mixed, seed.key());
        return List.of((byte) 0, (byte) -1).containsAll(List.of(mixed.pixels()[0], mixed.pixels()[1]));
    }

    @ParameterizedTest
    @CsvSource({"0.01", "0.2", "1", "2", "50"})
    void theBetaDistributionHasItsMoments(double alpha) {
        BetaDistribution beta = new BetaDistribution(alpha);
        Draws.of(seed -> beta.sample(new RandomStream(RandomStream.derive(seed.key()))))
                .have(0.5, 1 / (4 * (2 * alpha + 1)));
    }

    @Test
    void alphaIsTheConfigurations() {
        Mixer narrow = new Mixer(new Augmentations(List.of(Augmentation.of("mixup", Map.of("", List.of(50.0))))));
        Draws.of(seed -> {
                    Examples mixed = examples(2);
                    narrow.mix(mixed, seed.key());
                    return mixed.labels()[0];
                })
                .have(0.5, 1 / (4 * 101.0));
    }
}
