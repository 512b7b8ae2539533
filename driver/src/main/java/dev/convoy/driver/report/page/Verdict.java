package dev.convoy.driver.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a run came to, in a few sentences. */
final class Verdict {
    /** A held-out loss this much above its least is rising, not only noisy. */
    private static final double RISE = 1.02;

    private Verdict() {}

    static String of(JsonNode summary, List<RoundLine> rounds, TimeUse time) {
        boolean isComplete = summary.path("status").asText().equals("completed");
        return (ending(summary, rounds) + result(summary, rounds) + trend(rounds, isComplete) + speed(summary, time))
                .strip();
    }

    private static String ending(JsonNode summary, List<RoundLine> rounds) {
        String after = "after " + counted(summary.path("rounds").asInt(), "round") + " ("
                + counted(summary.path("epochs").asInt(), "epoch") + ")";
        return switch (summary.path("status").asText()) {
            case "completed" -> "The run is complete, " + after + ". ";
            case "failed" ->
                "The run failed " + after + ": "
                        + summary.path("error").asText().replaceFirst("[.]$", "") + ". ";
            case "stopped" -> "The run was told to stop " + after + "; the same command continues it. ";
            case "held" -> "The run is on hold " + after + ". ";
            case "interrupted" -> "The run was interrupted " + after + "; the same command continues it. ";
            default ->
                "The run is under way, or its driver was killed: " + counted(rounds.size(), "round") + " so far. ";
        };
    }

    private static String counted(int count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    private static String result(JsonNode summary, List<RoundLine> rounds) {
        JsonNode test = summary.path("testAccuracy");
        JsonNode best = summary.path("best");
        StringBuilder text = new StringBuilder();
        if (test.isNumber()) {
            text.append(String.format(
                    Locale.ROOT, "%.2f %% of the test images are classified correctly. ", 100 * test.asDouble()));
        }
        if (best.isObject()) {
            int round = best.path("round").asInt();
            int epoch = rounds.stream()
                    .filter(line -> line.round() == round)
                    .mapToInt(RoundLine::epoch)
                    .findFirst()
                    .orElse(0);
            text.append(String.format(
                    Locale.ROOT,
                    "The best checkpoint is that of %sround %,d: %s the %s images. ",
                    epoch == 0 ? "" : "epoch " + epoch + ", ",
                    round,
                    value(best),
                    best.path("by").asText()));
        }
        return text.toString();
    }

    private static String value(JsonNode best) {
        return best.path("accuracy").isNumber()
                ? String.format(
                        Locale.ROOT, "%.2f %% of", 100 * best.path("accuracy").asDouble())
                : String.format(
                        Locale.ROOT,
                        "%s %.4f on",
                        best.path("metric").asText(),
                        best.path("value").asDouble());
    }

    private static String trend(List<RoundLine> rounds, boolean isComplete) {
        List<RoundLine> ends =
                rounds.stream().filter(line -> line.heldOutLoss() != null).toList();
        if (ends.size() < 2) {
            return "";
        }
        RoundLine least = ends.get(0);
        for (RoundLine end : ends) {
            least = end.heldOutLoss() < least.heldOutLoss() ? end : least;
        }
        RoundLine last = ends.get(ends.size() - 1);
        if (last.heldOutLoss() > RISE * least.heldOutLoss() && last.loss() < least.loss()) {
            return String.format(
                    Locale.ROOT,
                    "The held-out loss has risen since epoch %d (%.4f, now %.4f) while the training loss fell, which is"
                            + " overfitting: fewer epochs, or random changes of the images (train.augment), may help. ",
                    least.epoch(),
                    least.heldOutLoss(),
                    last.heldOutLoss());
        }
        return isComplete && least.round() == last.round()
                ? "The held-out loss was still falling in the last epoch: more epochs may help. "
                : "";
    }

    private static String speed(JsonNode summary, TimeUse time) {
        String most = time.seconds().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        if (most.isEmpty() || time.wallSeconds() <= 0) {
            return "";
        }
        double speed = summary.path("imagesPerSecond").asDouble();
        return String.format(
                Locale.ROOT,
                "It took %s%s; the greatest part of the time, %.0f %%, is %s.",
                duration(time.wallSeconds()),
                speed > 0 ? String.format(Locale.ROOT, ", %,.0f images/s in rounds", speed) : "",
                100 * time.seconds().get(most) / time.wallSeconds(),
                TimeNames.of(most));
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 120
                ? whole + " s"
                : whole < 7200
                        ? String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60)
                        : String.format(Locale.ROOT, "%d h %d min", whole / 3600, whole % 3600 / 60);
    }
}
