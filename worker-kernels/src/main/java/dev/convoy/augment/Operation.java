package dev.convoy.augment;

import dev.convoy.augment.pixel.AffineMap;
import dev.convoy.augment.pixel.Canvas;
import dev.convoy.augment.pixel.Colour;
import dev.convoy.augment.pixel.Sharpness;
import dev.convoy.augment.pixel.Shift;
import dev.convoy.augment.pixel.Tone;
import dev.convoy.base.RandomStream;
import dev.convoy.image.Raster;
import java.util.List;

/**
 * The operations of torchvision's {@code RandAugment} and {@code TrivialAugmentWide}. Both have 31 magnitudes for each,
 * at equal distances; geometric ones take the nearest pixel, with zeros outside.
 */
enum Operation {
    IDENTITY(false),
    SHEAR_X(true),
    SHEAR_Y(true),
    TRANSLATE_X(true),
    TRANSLATE_Y(true),
    ROTATE(true),
    BRIGHTNESS(true),
    COLOR(true),
    CONTRAST(true),
    SHARPNESS(true),
    POSTERIZE(false),
    SOLARIZE(false),
    AUTO_CONTRAST(false),
    EQUALIZE(false);

    /** Distances between the 31 magnitudes. */
    static final int STEPS = 30;

    private static final List<Operation> ALL = List.of(values());
    private static final int LEVELS = 256;

    /**
     * The magnitudes at the last step.
     *
     * @param translation in pixels, or as a share of the side if {@code isShare}
     * @param rotation in degrees
     * @param change of brightness, colour, contrast and sharpness
     * @param bits that posterize removes
     */
    record Strength(double shear, double translation, boolean isShare, double rotation, double change, int bits) {
        static final Strength RAND_AUGMENT = new Strength(0.3, 150.0 / 331.0, true, 30, 0.9, 4);
        static final Strength TRIVIAL_AUGMENT_WIDE = new Strength(0.99, 32, false, 135, 0.99, 6);

        private int pixels(int side, double part) {
            return (int) (translation * (isShare ? side : 1) * part);
        }
    }

    /** Whether a magnitude may be negative. */
    private final boolean isSigned;

    Operation(boolean isSigned) {
        this.isSigned = isSigned;
    }

    /**
     * An operation with its magnitude.
     *
     * @param step of the magnitude, −30 to 30
     */
    record Choice(Operation operation, int step) {
        /**
         * Chooses an operation, each equally likely.
         *
         * @param step negative half of the time, if it may be
         */
        static Choice any(int step, RandomStream random) {
            Operation operation = ALL.get(random.below(ALL.size()));
            boolean negative = operation.isSigned && random.below(2) == 1;
            return new Choice(operation, negative ? -step : step);
        }

        void apply(Canvas canvas, Strength strength, Tone tone) {
            operation.apply(canvas, strength, step, tone);
        }
    }

    private void apply(Canvas canvas, Strength strength, int step, Tone tone) {
        Raster image = canvas.image();
        double part = (double) step / STEPS;
        double factor = 1 + strength.change() * part;
        switch (this) {
            case IDENTITY -> {}
            case SHEAR_X -> AffineMap.shearX(strength.shear() * part).apply(canvas);
            case SHEAR_Y -> AffineMap.shearY(strength.shear() * part).apply(canvas);
            case TRANSLATE_X -> Shift.apply(canvas, 0, strength.pixels(image.width(), part));
            case TRANSLATE_Y -> Shift.apply(canvas, strength.pixels(image.height(), part), 0);
            // torchvision's rotate is counterclockwise, its affine is not.
            case ROTATE ->
                AffineMap.rotation(-strength.rotation() * part, image.height(), image.width())
                        .apply(canvas);
            case BRIGHTNESS -> tone.brightness(image, factor);
            case COLOR -> Colour.saturation(image, factor);
            case CONTRAST -> tone.contrast(image, factor);
            case SHARPNESS -> Sharpness.apply(canvas, factor);
            case POSTERIZE -> tone.posterize(image, Byte.SIZE - (int) Math.rint(strength.bits() * part));
            // Exact, so that a pixel at the threshold is inverted as torchvision inverts it.
            case SOLARIZE -> tone.solarize(image, LEVELS - 1 - (LEVELS - 1.0) / STEPS * step);
            case AUTO_CONTRAST -> tone.autoContrast(image);
            case EQUALIZE -> tone.equalize(image);
        }
    }
}
