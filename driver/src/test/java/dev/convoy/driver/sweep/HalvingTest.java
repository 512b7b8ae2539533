package dev.convoy.driver.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which trials go on. */
class HalvingTest {
    @Test
    void theBestArePromotedAndOfEqualOnesTheFirst() {
        Map<Integer, Double> results = Map.of(1, 0.5, 2, 0.7, 3, 0.7, 4, 0.9, 5, 0.1);

        assertThat(Metric.ACCURACY.promoted(results, 2)).containsExactly(4, 2);
        assertThat(Metric.LOSS.promoted(results, 2)).containsExactly(5, 1);
    }

    @Test
    void whatFailedOrIsNotFiniteIsNeverPromoted() {
        Map<Integer, Double> results = new HashMap<>(Map.of(1, Double.NaN, 2, Double.POSITIVE_INFINITY, 3, 0.1));
        results.put(4, null);

        assertThat(Metric.ACCURACY.promoted(results, 3)).containsExactly(3);
        assertThat(Metric.LOSS.promoted(results, 3)).containsExactly(3);
        assertThat(Metric.LOSS.promoted(Map.of(), 1)).isEmpty();
    }

    @Test
    void aFactorKeepsOneInSoMany() {
        Rungs rungs = Rungs.geometric(1, 3, 9);

        assertThat(rungs.epochs()).containsExactly(1, 3, 9);
        assertThat(rungs.kept(0, 27)).isEqualTo(9);
        assertThat(rungs.kept(1, 9)).isEqualTo(3);
        assertThat(rungs.kept(0, 2)).isEqualTo(1);
        assertThat(rungs.share(0, 2)).isZero();
        assertThat(rungs.share(0, 5)).isEqualTo(1);
        assertThat(rungs.isLast(2)).isTrue();
    }

    @Test
    void aListOfRungsCostsTheSameAtEachRung() {
        Rungs rungs = Rungs.at(List.of(1, 4), 8);

        assertThat(rungs.kept(0, 16)).isEqualTo(4);
        assertThat(rungs.kept(1, 4)).isEqualTo(2);
    }

    @Test
    void rungsMustRiseAndEndBeforeTheTrainingDoes() {
        for (List<Integer> wrong : List.of(List.of(0), List.of(2, 2), List.of(3, 1), List.of(8), List.of(9))) {
            assertThatThrownBy(() -> Rungs.at(wrong, 8))
                    .as(wrong.toString())
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("Given: " + wrong + " with train.epochs = 8.");
        }
        assertThatThrownBy(() -> Rungs.geometric(8, 2, 8)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Rungs.geometric(1, 1, 8))
                .hasMessageStartingWith("sweep.rungs.factor must be >= 2. Given: 1.");
    }
}
