package dev.convoy.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.checkpoint.BestBy;
import dev.convoy.driver.checkpoint.Scores;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.report.RunSummary.Best;
import dev.convoy.driver.report.RunSummary.Result;
import dev.convoy.worker.Predictions;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunSummaryTest {
    private static final Scores SCORES = new Scores(0.8, 0.6, 0.9, 4);

    @Test
    void testImagesChooseTheBestIfThereAreNoValidationImages() {
        assertThat(Result.of(Split.TEST, SCORES, BestBy.ACCURACY, Optional.empty()))
                .isEqualTo(new Result(0.8, 0.6, 0.9, null, null, new Best(4, "test", 0.9, null, null), null));
    }

    @Test
    void validationImagesChooseTheBestAndTestImagesComeAtTheEnd() {
        assertThat(Result.of(Split.VALIDATION, SCORES, BestBy.ACCURACY, Optional.empty()))
                .isEqualTo(new Result(null, null, null, 0.8, 0.6, new Best(4, "validation", 0.9, null, null), null));
        Result end = Result.of(Split.VALIDATION, SCORES, BestBy.ACCURACY, Optional.of(new Predictions()));
        assertThat(end.testAccuracy()).isNotNull();
        assertThat(end.validationAccuracy()).isEqualTo(0.8);
    }

    @Test
    void beforeTheFirstEvaluationNothingIsBest() {
        assertThat(Result.of(Split.TEST, Scores.NONE, BestBy.ACCURACY, Optional.empty()))
                .isEqualTo(new Result(null, null, null, null, null, null, null));
    }

    @Test
    void somethingElseThatIsBestHasItsName() {
        Result result = Result.of(Split.TEST, SCORES, BestBy.of("ema-loss", 0), Optional.empty());
        assertThat(result.bestTestAccuracy()).isNull();
        assertThat(result.best()).isEqualTo(new Best(4, "test", null, "ema-loss", 0.9));
    }
}
