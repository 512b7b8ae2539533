package dev.convoy.augment;

import dev.convoy.augment.pixel.Canvas;
import dev.convoy.augment.pixel.Colour;
import dev.convoy.augment.pixel.Tone;
import dev.convoy.base.RandomStream;
import dev.convoy.base.Range;

/** torchvision's {@code ColorJitter}: four changes in random order. Saturation and hue leave grey images as they are. */
final class ColorJitter implements ImageStep {
    private static final int CHANGES = 4;

    /** Of brightness, contrast and saturation: the range of factors; of hue: of shares of the circle. */
    private final Range[] ranges = new Range[CHANGES];

    private final Tone tone = new Tone();

    ColorJitter(Augmentation parameters) {
        for (int i = 0; i < CHANGES - 1; i++) {
            double width = parameters.number(i);
            ranges[i] = new Range(Math.max(0, 1 - width), 1 + width);
        }
        double hue = parameters.number(CHANGES - 1);
        ranges[CHANGES - 1] = new Range(-hue, hue);
    }

    /**
     * What is done to an image.
     *
     * @param amounts of brightness, contrast, saturation and hue
     * @param order in which they are changed, by their indices
     */
    record Choice(double[] amounts, int[] order) {}

    Choice choice(ExampleSeed seed) {
        RandomStream random = seed.stream(Kind.COLOR_JITTER);
        double[] amounts = new double[CHANGES];
        int[] order = new int[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            amounts[i] = ranges[i].uniform(random);
            int other = random.below(i + 1);
            order[i] = order[other];
            order[other] = i;
        }
        return new Choice(amounts, order);
    }

    @Override
    public void apply(Canvas canvas, ExampleSeed seed) {
        Choice choice = choice(seed);
        for (int change : choice.order()) {
            if (ranges[change].low() < ranges[change].high()) {
                change(canvas, change, choice.amounts()[change]);
            }
        }
    }

    private void change(Canvas canvas, int change, double amount) {
        switch (change) {
            case 0 -> tone.brightness(canvas.image(), amount);
            case 1 -> tone.contrast(canvas.image(), amount);
            case 2 -> Colour.saturation(canvas.image(), amount);
            default -> Colour.hue(canvas.image(), amount);
        }
    }
}
