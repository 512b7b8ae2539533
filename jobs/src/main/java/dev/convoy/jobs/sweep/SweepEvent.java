package dev.convoy.jobs.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * A line of {@code sweep.jsonl}; fields that do not apply are null.
 *
 * @param time in ISO 8601; no decision depends on it
 * @param rung from 1
 * @param epochs epochs after which the trial pauses or ends; null for the trial's {@code train.epochs}
 * @param keys the keys that the sweep sets in the trial
 * @param error why the trial failed
 * @param identity what the decisions depend on; of the first line
 */
@JsonInclude(Include.NON_NULL)
record SweepEvent(
        String time,
        Kind event,
        Integer trial,
        Integer rung,
        Integer epochs,
        Map<String, String> keys,
        Double metric,
        String error,
        Map<String, String> identity) {
    /** What has happened. */
    enum Kind {
        @JsonProperty("begun")
        BEGUN,
        @JsonProperty("started")
        STARTED,
        @JsonProperty("result")
        RESULT,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("promoted")
        PROMOTED,
        @JsonProperty("stopped")
        STOPPED,
        @JsonProperty("ended")
        ENDED
    }

    static SweepEvent begun(Map<String, String> identity) {
        return new SweepEvent(now(), Kind.BEGUN, null, null, null, null, null, null, identity);
    }

    static SweepEvent started(int trial, int rung, Integer epochs, Map<String, String> keys) {
        return new SweepEvent(now(), Kind.STARTED, trial, rung, epochs, keys, null, null, null);
    }

    static SweepEvent result(int trial, int rung, double metric) {
        return new SweepEvent(now(), Kind.RESULT, trial, rung, null, null, metric, null, null);
    }

    static SweepEvent failed(int trial, int rung, String error) {
        return new SweepEvent(now(), Kind.FAILED, trial, rung, null, null, null, error, null);
    }

    /** @param decision {@code PROMOTED} or {@code STOPPED} */
    static SweepEvent decided(Kind decision, int trial, int rung) {
        return new SweepEvent(now(), decision, trial, rung, null, null, null, null, null);
    }

    /** @param best the best trial; null if all failed */
    static SweepEvent ended(Integer best, Double metric) {
        return new SweepEvent(now(), Kind.ENDED, best, null, null, null, metric, null, null);
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
