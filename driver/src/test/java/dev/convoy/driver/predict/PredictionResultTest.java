package dev.convoy.driver.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.driver.predict.PredictionResult.Scores;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scores of predictions that are counted by hand. */
class PredictionResultTest {
    private static PartResult part(int[][] labelsAndBest, float confidence) {
        PartResult part = new PartResult();
        for (int[] one : labelsAndBest) {
            part.predicted("line");
            part.sums().add(one[0], new int[] {one[1], one[2]}, confidence);
            part.sums().lossSum += 0.5;
        }
        return part;
    }

    @Test
    void countsByHand() {
        PartResult all = part(new int[][] {{0, 0, 1}, {0, 1, 0}, {1, 1, 2}}, 0.95f);
        all.merge(part(new int[][] {{2, 0, 1}}, 0.35f));
        Scores scores = new PredictionResult(all, List.of("a", "b", "c")).scores();

        assertThat(scores.images()).isEqualTo(4);
        assertThat(scores.accuracy()).isEqualTo(0.5);
        assertThat(scores.top5Accuracy()).isEqualTo(0.75);
        assertThat(scores.loss()).isEqualTo(0.5);
        assertThat(scores.confusion()).containsExactly(List.of(1L, 1L, 0L), List.of(0L, 1L, 0L), List.of(1L, 0L, 0L));
        assertThat(scores.perClass().get(0).precision()).isEqualTo(0.5);
        assertThat(scores.perClass().get(0).recall()).isEqualTo(0.5);
        assertThat(scores.perClass().get(1).f1()).isCloseTo(2 * 0.5 * 1 / 1.5, within(1e-12));
        assertThat(scores.perClass().get(2).precision()).isZero();
        // Three images with confidence 0.95, two of them right; one with 0.35, which is wrong.
        assertThat(scores.calibrationError()).isCloseTo((3 * (0.95 - 2.0 / 3) + 0.35) / 4, within(1e-6));
        assertThat(scores.calibration().get(14).images()).isEqualTo(3);
        assertThat(scores.calibration().get(5).images()).isEqualTo(1);
    }

    @Test
    void aPartMayHaveNoImages() {
        PartResult all = new PartResult();
        all.unreadable("x is empty");
        all.merge(part(new int[][] {{0, 0, 1}}, 1f));

        assertThat(new PredictionResult(all, List.of("a", "b")).scores().accuracy())
                .isOne();
        assertThat(all.unreadableExamples()).containsExactly("x is empty");
        assertThat(all.first()).isEqualTo("line");
    }
}
