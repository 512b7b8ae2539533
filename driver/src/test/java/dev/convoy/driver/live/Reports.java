package dev.convoy.driver.live;

import dev.convoy.driver.round.RoundReport;
import java.util.List;

/** Reports of rounds for listeners. */
public final class Reports {
    private Reports() {}

    /** Returns the report of a round with a loss that is its number. */
    public static RoundReport of(int round, int rounds) {
        return new RoundReport(
                new RoundReport.Position(1, 1, round, rounds),
                round,
                0.125,
                64,
                new RoundReport.Speed(0.5, 128, 0.25),
                round == rounds
                        ? new RoundReport.Evaluation(null, null, 0.75, 0.5, null, null)
                        : RoundReport.Evaluation.NONE,
                List.of("onednn"),
                RoundReport.Details.NONE);
    }
}
