package dev.convoy.driver.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final TimeUse TIME = new TimeUse(100, Map.of("compute", 80.0, "wait", 20.0), 1);

    @Test
    void aCompleteRun() throws IOException {
        assertThat(verdict(
                        "{\"status\":\"completed\",\"rounds\":20,\"epochs\":2,\"testAccuracy\":0.91,\"imagesPerSecond\":500,"
                                + "\"best\":{\"round\":1,\"by\":\"test\",\"accuracy\":0.92}}",
                        0.5,
                        0.4))
                .isEqualTo(
                        "The run is complete, after 20 rounds (2 epochs). 91.00 % of the test images are classified"
                                + " correctly. The best checkpoint is that of epoch 1, round 1: 92.00 % of the test images. The"
                                + " held-out loss was still falling in the last epoch: more epochs may help. It took 100 s, 500"
                                + " images/s in rounds; the greatest part of the time, 80 %, is computing gradients and updates.");
    }

    @Test
    void overfitting() throws IOException {
        assertThat(verdict("{\"status\":\"completed\"}", 0.5, 0.4, 0.45, 0.6))
                .contains(
                        "The held-out loss has risen since epoch 2 (0.4000, now 0.6000) while the training loss fell, which is overfitting");
    }

    /** Neither rising nor falling. */
    @Test
    void noiseIsNoTrend() throws IOException {
        assertThat(verdict("{\"status\":\"completed\"}", 0.5, 0.400, 0.401))
                .doesNotContain("overfitting")
                .doesNotContain("falling");
    }

    @Test
    void otherEnds() throws IOException {
        assertThat(verdict("{\"status\":\"failed\",\"error\":\"disk full\",\"rounds\":3,\"epochs\":0}"))
                .startsWith("The run failed after 3 rounds (0 epochs): disk full.");
        assertThat(verdict("{\"status\":\"interrupted\"}")).contains("the same command continues it");
        assertThat(verdict("{\"status\":\"running\"}")).contains("under way");
        assertThat(verdict("{\"status\":\"stopped\",\"rounds\":3,\"epochs\":1}"))
                .startsWith("The run was told to stop after 3 rounds (1 epoch); the same command continues it.");
        assertThat(verdict("{\"status\":\"held\",\"rounds\":3,\"epochs\":1}"))
                .startsWith("The run is on hold after 3 rounds (1 epoch).");
    }

    @Test
    void theBestCheckpointByAnotherMetric() throws IOException {
        assertThat(verdict("{\"status\":\"completed\",\"best\":"
                        + "{\"round\":7,\"by\":\"validation\",\"metric\":\"loss\",\"value\":0.25}}"))
                .contains("The best checkpoint is that of round 7: loss 0.2500 on the validation images.");
    }

    private static String verdict(String summary, double... heldOutLosses) throws IOException {
        List<RoundLine> rounds = new ArrayList<>();
        for (int i = 0; i < heldOutLosses.length; i++) {
            rounds.add(Json.reader(RoundLine.class)
                    .readValue("{\"epoch\":%d,\"round\":%d,\"loss\":%s,\"testAccuracy\":0.9,\"testLoss\":%s}"
                            .formatted(i + 1, i + 1, 1.0 / (i + 1), heldOutLosses[i])));
        }
        return Verdict.of(Json.reader(JsonNode.class).readValue(summary), rounds, TIME);
    }
}
