package dev.convoy.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
    @Test
    void itsTextHasWhatIsNotStandard() {
        assertThat(Augmentation.of("flip").text()).isEqualTo("flip");
        assertThat(Augmentation.of("random-resized-crop").text()).isEqualTo("random-resized-crop");
        assertThat(Augmentation.of("pad-crop", Map.of("", List.of(4.0))).text()).isEqualTo("pad-crop");
        assertThat(Augmentation.of("pad-crop", Map.of("padding", List.of(2.0))).text())
                .isEqualTo("{pad-crop: 2}");
        assertThat(Augmentation.of("erasing", Map.of("", List.of(0.25))).text())
                .isEqualTo("{erasing: {probability: 0.25}}");
        assertThat(Augmentation.of("random-resized-crop", Map.of("scale", List.of(0.35, 1.0)))
                        .text())
                .isEqualTo("{random-resized-crop: {scale: [0.35, 1]}}");
        assertThat(new Augmentations(List.of(
                                Augmentation.of("flip"), Augmentation.of("rotation", Map.of("", List.of(15.0)))))
                        .text())
                .isEqualTo("flip, {rotation: 15}");
    }

    @Test
    void anUnknownNameIsAnErrorThatListsAll() {
        assertThatThrownBy(() -> Augmentation.of("flop"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.augment must be a list of random-resized-crop, pad-crop, flip, "
                        + "alternating-flip, color-jitter, rotation, translation, rand-augment, trivial-augment, "
                        + "erasing, mixup, cutmix. Given: flop.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flip         | p           | 0.5  | parameters of flip in train.augment must be left out: it has none. Given: p.",
                "flip         | ''          | 0.5  | parameters of flip in train.augment must be left out: it has none. Given: 0.5.",
                "color-jitter | colour      | 0.5  | parameters of color-jitter in train.augment must be among brightness, contrast, saturation, hue. Given: colour.",
                "color-jitter | hue         | 0.6  | hue of color-jitter in train.augment must be a number from 0 to 0.5. Given: 0.6.",
                "pad-crop     | ''          | 1.5  | padding of pad-crop in train.augment must be a whole number from 1 to 1024. Given: 1.5.",
                "pad-crop     | padding     | 0    | padding of pad-crop in train.augment must be a whole number from 1 to 1024. Given: 0.",
                "rotation     | degrees     | 181  | degrees of rotation in train.augment must be a number above 0 and up to 180. Given: 181.",
                "rand-augment | magnitude   | 31   | magnitude of rand-augment in train.augment must be a whole number from 0 to 30. Given: 31.",
                "erasing      | scale       | 0.1  | scale of erasing in train.augment must be a range [low, high] with 0 < low <= high <= 1. Given: 0.1.",
                "erasing      | probability | NaN  | probability of erasing in train.augment must be a number from 0 to 1. Given: NaN.",
                "mixup        | ''          | 0    | alpha of mixup in train.augment must be a number above 0. Given: 0."
            })
    void aParameterThatIsNotAllowedIsAnError(String name, String parameter, double value, String message) {
        assertThatThrownBy(() -> Augmentation.of(name, Map.of(parameter, List.of(value))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aRangeMustHaveTwoNumbersInOrder() {
        assertThatThrownBy(() -> Augmentation.of("random-resized-crop", Map.of("ratio", List.of(2.0, 1.0))))
                .hasMessageStartingWith("ratio of random-resized-crop in train.augment must be a range [low, high] with"
                        + " 0 < low <= high. Given: [2, 1].");
        assertThatThrownBy(() -> Augmentation.of("mixup", Map.of("alpha", List.of(1.0, 2.0))))
                .hasMessageStartingWith("alpha of mixup in train.augment must be a number above 0. Given: [1, 2].");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rotation", "translation"})
    void whatHasNoDefaultMustBeGiven(String name) {
        assertThatThrownBy(() -> Augmentation.of(name)).hasMessageContaining("Given: nothing. Give a number.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flip, flip                     | name each augmentation at most once. Given: flip, flip. Remove",
                "flip, alternating-flip         | have flip or alternating-flip, not both.",
                "random-resized-crop, pad-crop  | have random-resized-crop or pad-crop, not both.",
                "rand-augment, trivial-augment  | have rand-augment or trivial-augment, not both.",
                "flip, random-resized-crop      | begin with random-resized-crop if it has that, and end with erasing",
                "erasing, flip                  | begin with random-resized-crop if it has that, and end with erasing",
                "mixup, erasing                 | begin with random-resized-crop if it has that, and end with erasing",
                "color-jitter                   | have a number above 0 for brightness, contrast, saturation or hue"
            })
    void aListThatMakesNoSenseIsAnError(String names, String message) {
        List<Augmentation> all =
                Arrays.stream(names.split(", ", -1)).map(Augmentation::of).toList();
        assertThatThrownBy(() -> new Augmentations(all))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.augment must " + message);
    }

    @Test
    void paddingMustBeSmallerThanTheImages() {
        Augmentations cropped = new Augmentations(List.of(Augmentation.of("pad-crop")));
        cropped.requireFit(5, 28);
        assertThatThrownBy(() -> cropped.requireFit(28, 4))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Given: pad-crop, and the network takes 28×4 pixels.");
    }

    /** A stream's key is the name's hash: names with one hash would draw the same numbers. */
    @ParameterizedTest
    @EnumSource
    void eachAugmentationHasAStreamOfItsOwn(Kind kind) {
        ExampleSeed seed = new ExampleSeed(3, 1, 4);
        for (Kind other : Kind.values()) {
            assertThat(seed.stream(kind).nextLong() == seed.stream(other).nextLong())
                    .isEqualTo(kind == other);
        }
        assertThat(seed.stream(kind).nextLong())
                .isNotEqualTo(new ExampleSeed(4, 1, 4).stream(kind).nextLong())
                .isNotEqualTo(new ExampleSeed(3, 1, 5).stream(kind).nextLong());
    }
}
