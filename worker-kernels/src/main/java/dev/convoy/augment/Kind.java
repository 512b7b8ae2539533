package dev.convoy.augment;

import dev.convoy.base.InvalidInputException;
import dev.convoy.image.Region;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The augmentations that there are, with their parameters. */
public enum Kind {
    RANDOM_RESIZED_CROP("random-resized-crop", Stage.FRAME),
    PAD_CROP("pad-crop", Stage.IMAGE),
    FLIP("flip", Stage.IMAGE),
    ALTERNATING_FLIP("alternating-flip", Stage.IMAGE),
    COLOR_JITTER("color-jitter", Stage.IMAGE),
    ROTATION("rotation", Stage.IMAGE),
    TRANSLATION("translation", Stage.IMAGE),
    RAND_AUGMENT("rand-augment", Stage.IMAGE),
    TRIVIAL_AUGMENT("trivial-augment", Stage.IMAGE),
    ERASING("erasing", Stage.ERASING),
    MIXUP("mixup", Stage.MINIBATCH),
    CUTMIX("cutmix", Stage.MINIBATCH);

    /** When an augmentation acts. */
    enum Stage {
        /** Before an image is resized. */
        FRAME,
        /** On an image of the network's size. */
        IMAGE,
        /** On an image that no other changes any more. */
        ERASING,
        /** On all images of a minibatch. */
        MINIBATCH
    }

    private final String key;
    private final Stage stage;

    Kind(String key, Stage stage) {
        this.key = key;
        this.stage = stage;
    }

    /** Returns what stands for it in a configuration. */
    public String key() {
        return key;
    }

    Stage stage() {
        return stage;
    }

    List<Parameter> parameters() {
        return switch (this) {
            case FLIP, ALTERNATING_FLIP, TRIVIAL_AUGMENT -> List.of();
            case RANDOM_RESIZED_CROP ->
                List.of(
                        Parameter.range("scale", Region.SCALE.low(), Region.SCALE.high(), 1),
                        Parameter.range("ratio", Region.RATIO.low(), Region.RATIO.high(), Double.MAX_VALUE));
            case PAD_CROP -> List.of(Parameter.whole("padding", 4, 1, 1024));
            case COLOR_JITTER ->
                List.of(
                        Parameter.number("brightness", 0, 0, 10),
                        Parameter.number("contrast", 0, 0, 10),
                        Parameter.number("saturation", 0, 0, 10),
                        Parameter.number("hue", 0, 0, 0.5));
            case ROTATION -> List.of(Parameter.required("degrees", 180));
            case TRANSLATION -> List.of(Parameter.required("share", 1));
            case RAND_AUGMENT ->
                List.of(Parameter.whole("ops", 2, 1, 14), Parameter.whole("magnitude", 9, 0, Operation.STEPS));
            case ERASING ->
                List.of(
                        Parameter.number("probability", 0.5, 0, 1),
                        Parameter.range("scale", 0.02, 0.33, 1),
                        Parameter.range("ratio", 0.3, 3.3, Double.MAX_VALUE));
            case MIXUP, CUTMIX -> List.of(Parameter.positive("alpha", 1));
        };
    }

    /** @throws InvalidInputException if no augmentation has that name */
    static Kind of(String key) {
        return Arrays.stream(values())
                .filter(kind -> kind.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        "train.augment must be a list of " + names(), key, "Check the name."));
    }

    /** Returns all names, separated by commas. */
    public static String names() {
        return Arrays.stream(values()).map(Kind::key).collect(Collectors.joining(", "));
    }
}
