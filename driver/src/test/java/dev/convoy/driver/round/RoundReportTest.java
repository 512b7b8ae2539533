package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundReportTest {
    @Test
    void enginesAreNamedWorkerByWorkerOnlyWhereTheyDiffer() {
        assertThat(RoundReport.alike(List.of("cudnn", "cudnn"))).containsExactly("cudnn");
        assertThat(RoundReport.alike(List.of("cudnn", "onednn", "cudnn"))).containsExactly("cudnn", "onednn", "cudnn");
    }
}
