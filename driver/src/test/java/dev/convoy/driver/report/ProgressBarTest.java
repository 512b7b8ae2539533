package dev.convoy.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.live.Reports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressBarTest {
    private static final String ERASE = "\033[2K";

    @Test
    void eachRoundReplacesTheOneBeforeAndEvaluationsStay() {
        assertThat(shown(100, 4, 1, 2))
                .isEqualTo(
                        ERASE
                                + "[=======                       ] round 1/4 | epoch 1/1 | loss 1.0000 | 128 img/s | ETA 0:02\r"
                                + ERASE
                                + "[===============               ] round 2/4 | epoch 1/1 | loss 2.0000 | 128 img/s | ETA 0:01\r");
        assertThat(shown(100, 4, 4))
                .isEqualTo(
                        ERASE + "epoch 1/1 | test accuracy 0.7500 | test loss 0.5000\n"
                                + "[==============================] round 4/4 | epoch 1/1 | loss 4.0000 | 128 img/s | ETA 0:00\n");
    }

    /** A longer line would go on in the next one, which is then not erased. */
    @ParameterizedTest
    @ValueSource(ints = {1, 20, 60, 66, 67, 68, 80, 500})
    void aLineFitsTheTerminal(int columns) {
        String line = shown(columns, 100_000, 99_999).replace(ERASE, "").replace("\r", "");

        assertThat(line.length()).isLessThan(columns);
    }

    private static String shown(int columns, int rounds, int... reported) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProgressBar bar = new ProgressBar(new PrintStream(bytes, true, StandardCharsets.UTF_8), columns);
        for (int round : reported) {
            bar.roundDone(Reports.of(round, rounds), null);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
