package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.augment.pixel.Tone;
import dev.convoy.base.RandomStream;

/**
 * torchvision's {@code TrivialAugmentWide}: one operation, any of 14, with any of 31 magnitudes (Müller, Hutter:
 * "TrivialAugment: Tuning-free Yet State-of-the-Art Data Augmentation", 2021).
 *
 * @param tone room for a table
 */
record TrivialAugment(Tone tone) implements ImageStep {
    Operation.Choice choice(ExampleSeed seed) {
        RandomStream random = seed.stream(Kind.TRIVIAL_AUGMENT);
        int step = random.below(Operation.STEPS + 1);
        return Operation.Choice.any(step, random);
    }

    @Override
    public void apply(Canvas canvas, ExampleSeed seed) {
        choice(seed).apply(canvas, Operation.Strength.TRIVIAL_AUGMENT_WIDE, tone);
    }
}
