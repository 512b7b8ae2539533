package dev.convoy.driver.prepare.duplicate;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import dev.convoy.driver.dataset.manifest.Findings;
import dev.convoy.driver.dataset.manifest.Findings.Matches;
import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeMap;

/** Counts images that match another, and keeps the first pairs by the image that is counted. Spark carries it as JSON. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
final class MatchSums {
    private static final int MAX_EXAMPLES = 20;

    private long images;
    /** The image that was there already, by the image that is counted. */
    private final TreeMap<String, String> examples = new TreeMap<>();

    /**
     * @param count number of counted images that are alike
     * @param counted the first of them
     */
    void add(String first, String counted, long count) {
        images += count;
        example(counted, first);
    }

    MatchSums merge(MatchSums other) {
        images += other.images;
        other.examples.forEach(this::example);
        return this;
    }

    private void example(String counted, String first) {
        examples.merge(counted, first, (one, two) -> one.compareTo(two) <= 0 ? one : two);
        if (examples.size() > MAX_EXAMPLES) {
            examples.pollLastEntry();
        }
    }

    Matches matches() {
        return new Matches(
                images,
                examples.entrySet().stream()
                        .map(pair -> new Findings.Pair(pair.getValue(), pair.getKey()))
                        .toList());
    }

    String json() {
        return Json.line(this);
    }

    static MatchSums of(String json) {
        try {
            return Json.reader(MatchSums.class).readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
