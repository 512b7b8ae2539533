package dev.convoy.driver.report;

import dev.convoy.driver.round.RoundReport;
import java.time.Duration;
import java.util.Locale;

/** Estimates the time until the last round, from the mean duration of this process's rounds. */
final class RemainingTime {
    private double seconds;
    private int rounds;

    /** Returns the time after one more round, as minutes and seconds. */
    String after(RoundReport report) {
        seconds += report.speed().seconds();
        rounds++;
        RoundReport.Position at = report.position();
        Duration left = Duration.ofSeconds(Math.round(seconds / rounds * (at.rounds() - at.round())));
        return String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
    }
}
