package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.augment.pixel.Tone;
import dev.convoy.base.RandomStream;
import java.util.List;
import java.util.stream.Stream;

/**
 * torchvision's {@code RandAugment}: some operations in turn, each any of 14, all with one magnitude (Cubuk et al.:
 * "RandAugment: Practical automated data augmentation with a reduced search space", 2019).
 *
 * @param operations how many
 * @param magnitude 0 to 30
 * @param tone room for a table
 */
record RandAugment(int operations, int magnitude, Tone tone) implements ImageStep {
    List<Operation.Choice> choices(ExampleSeed seed) {
        RandomStream random = seed.stream(Kind.RAND_AUGMENT);
        return Stream.generate(() -> Operation.Choice.any(magnitude, random))
                .limit(operations)
                .toList();
    }

    @Override
    public void apply(Canvas canvas, ExampleSeed seed) {
        choices(seed).forEach(choice -> choice.apply(canvas, Operation.Strength.RAND_AUGMENT, tone));
    }
}
