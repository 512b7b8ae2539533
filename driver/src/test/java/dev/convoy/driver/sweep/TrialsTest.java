package dev.convoy.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.sweep.Choice.Range;
import dev.convoy.driver.sweep.Choice.Scale;
import dev.convoy.driver.sweep.Choice.Values;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrialsTest {
    private static final SortedMap<String, Choice> BOTH = new TreeMap<>(Map.of(
            "train.batch-size", new Values(List.of("8", "16", "32")),
            "train.learning-rate", new Range(0.001, 0.1, Scale.LOG)));

    @Test
    void aGridHasEachCombinationOnceInTheOrderOfKeysAndValues() {
        List<Trial> grid = Trials.grid(
                new TreeMap<>(Map.of("b", new Values(List.of("1", "2")), "a", new Values(List.of("x", "y")))));

        assertThat(grid).extracting(Trial::settings).containsExactly("a=x b=1", "a=x b=2", "a=y b=1", "a=y b=2");
        assertThat(grid).extracting(Trial::name).containsExactly("001", "002", "003", "004");
    }

    @Test
    void aGridOfARangeIsRefused() {
        assertThatThrownBy(() -> Trials.grid(BOTH))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "a grid needs a list of values for each key. Given: train.learning-rate ="
                                + " {min = 0.001, max = 0.1, scale = log}. List its values, or set strategy = random and trials.");
    }

    @Test
    void aGridOfVeryManyTrialsIsRefused() {
        SortedMap<String, Choice> wide = new TreeMap<>();
        for (char key = 'a'; key <= 'p'; key++) {
            wide.put(
                    String.valueOf(key),
                    new Values(List.of(
                            "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "x", "y", "z", "u", "v", "w", "s")));
        }

        assertThatThrownBy(() -> Trials.grid(wide)).hasMessageStartingWith("a sweep must have from 1 to 10000 trials");
    }

    @Test
    void randomTrialsFollowFromTheSeed() {
        assertThat(Trials.random(BOTH, 20, 7))
                .isEqualTo(Trials.random(BOTH, 20, 7))
                .isNotEqualTo(Trials.random(BOTH, 20, 8))
                .startsWith(Trials.random(BOTH, 10, 7).toArray(Trial[]::new));
    }

    /** These values must not change from version to version: a sweep that continues makes them again. */
    @Test
    void randomTrialsAreThoseOfEarlierVersions() {
        assertThat(Trials.random(BOTH, 3, 1))
                .extracting(Trial::settings)
                .containsExactly(
                        "train.batch-size=32 train.learning-rate=0.03363",
                        "train.batch-size=8 train.learning-rate=0.01536",
                        "train.batch-size=8 train.learning-rate=0.04601");
    }

    @Test
    void anotherKeyChangesNoValueOfTheFirst() {
        SortedMap<String, Choice> more = new TreeMap<>(BOTH);
        more.put("model", new Values(List.of("lenet", "resnet20")));

        assertThat(Trials.random(more, 10, 7))
                .extracting(trial -> trial.keys().get("train.learning-rate"))
                .isEqualTo(Trials.random(BOTH, 10, 7).stream()
                        .map(trial -> trial.keys().get("train.learning-rate"))
                        .toList());
    }

    @Test
    void randomTrialsDifferUntilNoneIsLeft() {
        SortedMap<String, Choice> few =
                new TreeMap<>(Map.of("a", new Values(List.of("1", "2", "3")), "b", new Range(1, 4, Scale.INT)));

        assertThat(Trials.random(few, 12, 3)).extracting(Trial::keys).doesNotHaveDuplicates();
        assertThatThrownBy(() -> Trials.random(few, 13, 3))
                .hasMessageStartingWith("sweep.trials must be at most the number of combinations. Given: 13 of 12.");
    }

    /** Four digits leave 91 values. */
    @Test
    void aNarrowRangeHasFewTrials() {
        SortedMap<String, Choice> narrow = new TreeMap<>(Map.of("a", new Range(0.9, 0.909, Scale.LINEAR)));

        assertThat(Trials.random(narrow, 91, 3)).extracting(Trial::keys).doesNotHaveDuplicates();
        assertThatThrownBy(() -> Trials.random(narrow, 92, 3))
                .hasMessageStartingWith(
                        "sweep.trials must be at most the number of combinations; numbers of a range are"
                                + " rounded to four digits. Given: 92, of which 91 were found.");
    }

    @Test
    void aRangeIsSpreadByItsScale() {
        assertThat(List.of(0.0, 0.5, 0.99999999))
                .extracting(new Range(0.001, 0.1, Scale.LOG)::at)
                .containsExactly("0.001", "0.01", "0.1");
        assertThat(List.of(0.0, 0.5, 0.99999999))
                .extracting(new Range(-1, 1, Scale.LINEAR)::at)
                .containsExactly("-1.0", "0.0", "1.0");
        assertThat(List.of(0.0, 0.49, 0.5, 0.99999999))
                .extracting(new Range(8, 9, Scale.INT)::at)
                .containsExactly("8", "8", "9", "9");
        Map<Boolean, Long> below = Trials.random(BOTH, 1000, 5).stream()
                .collect(Collectors.partitioningBy(
                        trial -> Double.parseDouble(trial.keys().get("train.learning-rate")) < 0.01,
                        Collectors.counting()));
        assertThat(below.get(true)).isCloseTo(500, within(60L));
    }
}
