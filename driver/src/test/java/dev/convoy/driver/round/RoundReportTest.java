package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundReportTest {
    @Test
    void enginesAreNamedWorkerByWorkerOnlyWhereTheyDiffer() {
        assertThat(RoundReport.alike(List.of("cudnn", "cudnn"))).containsExactly("cudnn");
        assertThat(RoundReport.alike(List.of("cudnn", "onednn", "cudnn"))).containsExactly("cudnn", "onednn", "cudnn");
    }

    @Test
    void aRunsEnginesAreThoseOfAllItsRounds() throws IOException {
        List<String> metrics = List.of("{\"round\":1}", line("onednn"), line("cudnn", "onednn"), line("cudnn"));

        assertThat(RoundReport.engines(metrics)).containsExactly("cudnn", "onednn");
        assertThat(RoundReport.engines(metrics.subList(0, 1))).isEmpty();
    }

    private static String line(String... engines) {
        return Json.line(new RoundReport(
                new RoundReport.Position(1, 1, 1, 1),
                0.5,
                0.1,
                64,
                new RoundReport.Speed(1, 64, 0),
                RoundReport.Evaluation.NONE,
                List.of(engines)));
    }
}
