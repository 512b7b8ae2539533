package dev.convoy.driver.report.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What a page shows of a run.
 *
 * @param name the run folder's name, or as much of its path as tells it from the others
 * @param settings settings that may change results, by key, as for {@code -D}
 * @param curves by the name of their value in {@code metrics.jsonl}
 * @param epochEnds rounds that ended an epoch with an evaluation
 * @param split name of the split that each epoch ends with
 * @param conclusion null if the run has none, or if it is not the only run of the page
 */
@JsonInclude(Include.NON_NULL)
record RunRecord(
        String name,
        String verdict,
        JsonNode summary,
        Map<String, String> settings,
        Map<String, Series> curves,
        List<EpochEnd> epochEnds,
        String split,
        TimeUse time,
        Map<String, String> timeNames,
        Map<String, Series> parts,
        Executors executors,
        Layers layers,
        JsonNode conclusion,
        Repeat repeat) {
    /** @param accuracy and {@code loss} on the split that each epoch ends with */
    record EpochEnd(int epoch, int round, double accuracy, double loss) {}

    /**
     * How to train it again.
     *
     * @param data location of the training images
     * @param settings the whole configuration, without secrets
     */
    record Repeat(String command, String data, String model, String settings) {}
}
