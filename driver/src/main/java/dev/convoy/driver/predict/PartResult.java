package dev.convoy.driver.predict;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** What a task tells the driver of its part. A class and not a record, because Kryo cannot build records. */
final class PartResult implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MAX_EXAMPLES = 5;

    private final EvaluationSums sums = new EvaluationSums();
    private final List<String> unreadableExamples = new ArrayList<>();
    private String first;
    private long images;
    private long unreadable;

    EvaluationSums sums() {
        return sums;
    }

    /** @param line the prediction of an image, for people */
    void predicted(String line) {
        first = first == null ? line : first;
        images++;
    }

    /** The prediction of the first image, for people; null if there is no image. */
    String first() {
        return first;
    }

    void unreadable(String idAndReason) {
        unreadable++;
        if (unreadableExamples.size() < MAX_EXAMPLES) {
            unreadableExamples.add(idAndReason);
        }
    }

    long images() {
        return images;
    }

    long unreadable() {
        return unreadable;
    }

    /** The first files that could not be read, with the reasons. */
    List<String> unreadableExamples() {
        return unreadableExamples;
    }

    void merge(PartResult later) {
        first = first == null ? later.first : first;
        images += later.images;
        unreadable += later.unreadable;
        sums.merge(later.sums);
        later.unreadableExamples.stream()
                .limit(MAX_EXAMPLES - unreadableExamples.size())
                .forEach(unreadableExamples::add);
    }
}
