package dev.convoy.driver.dl4j;

import dev.convoy.driver.round.RoundReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.stats.EventStats;
import org.deeplearning4j.spark.stats.ExampleCountEventStats;
import org.deeplearning4j.spark.stats.StatsUtils;

/**
 * Durations of a master's exports, fits and rounds, on the driver's clock. A round is one Spark job; Spark's UI and
 * event log show its tasks.
 */
final class ConvoyTrainingStats implements SparkTrainingStats {
    private static final long serialVersionUID = 1L;

    static final String EXPORT = "ConvoyExport";
    static final String FIT = "ConvoyFit";
    static final String ROUND = "ConvoyRound";

    private static final Map<String, String> SHORT_NAMES = Map.of(EXPORT, "Export", FIT, "Fit", ROUND, "Round");

    private final LinkedHashMap<String, List<EventStats>> events = new LinkedHashMap<>();

    ConvoyTrainingStats() {
        List.of(EXPORT, FIT, ROUND).forEach(key -> events.put(key, new ArrayList<>()));
    }

    /** @param start start time, as returned by {@link System#currentTimeMillis} */
    void add(String key, long start, long examples) {
        events.get(key).add(new ExampleCountEventStats(start, System.currentTimeMillis() - start, examples));
    }

    void add(RoundReport round) {
        add(ROUND, System.currentTimeMillis() - (long) (round.speed().seconds() * 1000), round.examples());
    }

    @Override
    public Set<String> getKeySet() {
        return events.keySet();
    }

    @Override
    public List<EventStats> getValue(String key) {
        requireKey(key);
        return events.get(key);
    }

    @Override
    public String getShortNameForKey(String key) {
        requireKey(key);
        return SHORT_NAMES.get(key);
    }

    @Override
    public boolean defaultIncludeInPlots(String key) {
        requireKey(key);
        return !key.equals(FIT);
    }

    @Override
    public void addOtherTrainingStats(SparkTrainingStats other) {
        other.getKeySet().forEach(key -> getValue(key).addAll(other.getValue(key)));
    }

    @Override
    public SparkTrainingStats getNestedTrainingStats() {
        return null;
    }

    @Override
    public String statsAsString() {
        StringBuilder text = new StringBuilder();
        events.forEach((key, list) -> text.append(String.format(Locale.ROOT, DEFAULT_PRINT_FORMAT, key))
                .append(StatsUtils.getDurationAsString(list, ","))
                .append('\n'));
        return text.toString();
    }

    @Override
    public void exportStatFiles(String outputPath, SparkContext spark) throws IOException {
        for (Map.Entry<String, List<EventStats>> entry : events.entrySet()) {
            String file = new Path(outputPath, entry.getKey() + ".txt").toString();
            StatsUtils.exportStats(entry.getValue(), file, ",", spark);
        }
    }

    private void requireKey(String key) {
        if (!events.containsKey(key)) {
            throw new IllegalArgumentException("a key must be one of " + events.keySet() + ". Given: " + key + ".");
        }
    }
}
