package dev.convoy.augment;

import dev.convoy.augment.Kind.Stage;
import dev.convoy.base.InvalidInputException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The augmentations of a training, in the order in which they are done.
 *
 * @param all each kind at most once
 */
public record Augmentations(List<Augmentation> all) implements Serializable {
    private static final List<List<Kind>> ALTERNATIVES = List.of(
            List.of(Kind.RANDOM_RESIZED_CROP, Kind.PAD_CROP),
            List.of(Kind.FLIP, Kind.ALTERNATING_FLIP),
            List.of(Kind.RAND_AUGMENT, Kind.TRIVIAL_AUGMENT));

    /** Behind what its creation needs. */
    public static final Augmentations NONE = new Augmentations(List.of());

    /** @throws InvalidInputException if they exclude each other, or have no such order */
    public Augmentations {
        all = List.copyOf(all);
        List<Kind> kinds = all.stream().map(Augmentation::kind).toList();
        require(
                kinds.stream().distinct().count() == kinds.size(),
                all,
                "name each augmentation at most once",
                "Remove the second one.");
        for (List<Kind> alternatives : ALTERNATIVES) {
            String both =
                    alternatives.get(0).key() + " or " + alternatives.get(1).key();
            require(!kinds.containsAll(alternatives), all, "have " + both + ", not both", "Remove one of them.");
        }
        List<Stage> stages = kinds.stream().map(Kind::stage).toList();
        require(
                stages.equals(stages.stream().sorted().toList()),
                all,
                "begin with random-resized-crop if it has that, and end with erasing, mixup and cutmix",
                "Change the order.");
        require(
                all.stream().noneMatch(Augmentations::changesNothing),
                all,
                "have a number above 0 for brightness, contrast, saturation or hue of color-jitter",
                "For example {color-jitter: {brightness: 0.4, contrast: 0.4, saturation: 0.4}}.");
    }

    private static boolean changesNothing(Augmentation augmentation) {
        return augmentation.kind() == Kind.COLOR_JITTER
                && augmentation.values().stream().allMatch(value -> value.get(0) == 0);
    }

    private static void require(boolean holds, List<Augmentation> all, String rule, String what) {
        if (!holds) {
            throw new InvalidInputException("train.augment must " + rule, text(all), what);
        }
    }

    /** @throws InvalidInputException if an augmentation cannot change images of that size */
    public void requireFit(int height, int width) {
        for (Augmentation augmentation : all) {
            if (augmentation.kind() == Kind.PAD_CROP && augmentation.number(0) >= Math.min(height, width)) {
                throw new InvalidInputException(
                        "padding of pad-crop in train.augment must be below the height and the width of the images",
                        augmentation.text() + ", and the network takes " + height + "×" + width + " pixels",
                        "The usual value is 4 for 32×32 pixels.");
            }
        }
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** Returns what stands for them in a configuration, without brackets. */
    public String text() {
        return text(all);
    }

    private static String text(List<Augmentation> all) {
        return all.stream().map(Augmentation::text).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return text();
    }
}
