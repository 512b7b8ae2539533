package dev.convoy.driver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassWeightsTest {
    private static final List<String> CLASSES = List.of("cat", "dog", "a.b");
    private static final List<Long> COUNTS = List.of(10L, 70L, 20L);

    @TempDir
    private Path folder;

    /** scikit-learn: compute_class_weight("balanced") of 10, 70 and 20 examples. */
    @Test
    void balancedWeightsAreThoseOfScikitLearnAndHaveTheMeanOne() {
        List<Double> weights = weights("balanced").orElseThrow();

        assertThat(weights.get(0)).isCloseTo(3.3333333333333335, within(1e-15));
        assertThat(weights.get(1)).isCloseTo(0.47619047619047616, within(1e-15));
        assertThat(weights.get(2)).isCloseTo(1.6666666666666667, within(1e-15));
        assertThat(IntStream.range(0, 3)
                        .mapToDouble(i -> weights.get(i) * COUNTS.get(i) / 100)
                        .sum())
                .isCloseTo(1, within(1e-15));
    }

    @Test
    void classesWithoutANameInTheMapHaveWeightOne() {
        assertThat(weights("{dog: 0.5}")).hasValue(List.of(1.0, 0.5, 1.0));
        assertThat(weights("{\"a.b\": 3, cat: 1e2}")).hasValue(List.of(100.0, 1.0, 3.0));
        assertThat(weights("[1, 2, 0.25]")).hasValue(List.of(1.0, 2.0, 0.25));
    }

    @Test
    void aModelKeepsItsWeightsByDefault() {
        assertThat(new ConfigLoader()
                        .load(Optional.empty(), List.of())
                        .train()
                        .balance()
                        .weights()
                        .of(CLASSES, COUNTS))
                .isEmpty();
    }

    /** The second way is that to a driver on another machine. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{cat: 2, \"a.b\": 0.5}", "{cat: 2, \"a.b\": 0.5, dog: 1}", "[2, 1, 0.5]"})
    void aFileMeansTheSameAsAnOverride(String value) throws IOException {
        File file = Files.writeString(folder.resolve("job.conf"), "convoy { train { class-weights: " + value + " } }")
                .toFile();
        ConfigLoader loader = new ConfigLoader();

        List<Double> expected = List.of(2.0, 1.0, 0.5);
        assertThat(weights(value)).hasValue(expected);
        assertThat(loader.load(Optional.of(file), List.of())
                        .train()
                        .balance()
                        .weights()
                        .of(CLASSES, COUNTS))
                .hasValue(expected);
        assertThat(loader.load(Optional.empty(), loader.resolve(file, List.of()).overrides())
                        .train()
                        .balance()
                        .weights()
                        .of(CLASSES, COUNTS))
                .hasValue(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{cat: 0}       | train.class-weights must be > 0 and finite. Given: 0.0 for class cat.",
                "{cat: -1}      | train.class-weights must be > 0 and finite. Given: -1.0 for class cat.",
                "{cat: NaN}     | train.class-weights must be > 0 and finite. Given: NaN for class cat.",
                "[1, 2, 1e39]   | train.class-weights must be > 0 and finite. Given: 1.0E39 for number 3.",
                "[1, 2]         | train.class-weights must have a weight for each of the 3 classes of data.train. Given: 2 weights.",
                "{cats: 2}      | train.class-weights must name classes of data.train. Given: cats. Did you mean cat?",
                "[]             | train.class-weights must be balanced, {NAME: WEIGHT, …} or [WEIGHT, …]. Given: no weight.",
                "{}             | train.class-weights must be balanced, {NAME: WEIGHT, …} or [WEIGHT, …]. Given: no weight.",
                "even           | train.class-weights must be balanced, {NAME: WEIGHT, …} or [WEIGHT, …]. Given: even.",
                "3              | train.class-weights must be balanced, {NAME: WEIGHT, …} or [WEIGHT, …]. Given: 3.",
                "{cat: many}    | train.class-weights must be balanced, {NAME: WEIGHT, …} or [WEIGHT, …]. Given: {cat: many}.",
            })
    void aBadValueIsOneLineWithTheRuleAndTheValue(String value, String message) {
        assertThatThrownBy(() -> weights(value))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aClassWithoutExamplesCannotBeBalanced() {
        ClassWeights balanced = choice("balanced");

        assertThatThrownBy(() -> balanced.of(CLASSES, List.of(3L, 0L, 4L)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("train.class-weights=balanced needs training images of each class."
                        + " Given: none of class dog.");
    }

    @Test
    void classesAreNotBalancedTwice() {
        assertThatThrownBy(() -> new ConfigLoader()
                        .load(Optional.empty(), List.of("train.class-weights=balanced", "train.sampling=balanced")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("rare classes must not be balanced twice."
                        + " Given: train.class-weights=balanced and train.sampling=balanced.");
    }

    private static Optional<List<Double>> weights(String value) {
        return choice(value).of(CLASSES, COUNTS);
    }

    private static ClassWeights choice(String value) {
        return new ConfigLoader()
                .load(Optional.empty(), List.of("train.class-weights=" + value))
                .train()
                .balance()
                .weights();
    }
}
