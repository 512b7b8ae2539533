package dev.convoy.driver.prepare.image;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sums over unreadable files, which may be added one by one and merged in any order. */
@JsonAutoDetect(fieldVisibility = Visibility.ANY, getterVisibility = Visibility.NONE)
public final class UnreadableSums {
    private static final int MAX_EXAMPLES = 5;

    private long count;
    // Not Map, for which JSON would give a map in another order.
    private final TreeMap<String, Long> reasons = new TreeMap<>();
    private final TreeSet<String> labels = new TreeSet<>();
    private final TreeMap<String, String> examples = new TreeMap<>();

    void add(String path, UnreadableFile file) {
        count += file.lost();
        reasons.merge(general(file.reason()), file.lost(), Long::sum);
        if (!file.label().isEmpty()) {
            labels.add(file.label());
        }
        example(path, file.reason());
    }

    void merge(UnreadableSums other) {
        count += other.count;
        other.reasons.forEach((reason, files) -> reasons.merge(reason, files, Long::sum));
        labels.addAll(other.labels);
        other.examples.forEach(this::example);
    }

    private void example(String path, String reason) {
        examples.put(path, reason);
        if (examples.size() > MAX_EXAMPLES) {
            examples.pollLastEntry();
        }
    }

    /** Returns a reason without its numbers: those of a million files must not be a million reasons. */
    private static String general(String reason) {
        return reason.replaceAll("[\\d,.]*\\d", "N");
    }

    /** Number of images that are lost. */
    public long count() {
        return count;
    }

    /** Number of files by reason. */
    public Map<String, Long> reasons() {
        return reasons;
    }

    /** The classes that the files would have. */
    Collection<String> labels() {
        return labels;
    }

    /** Reasons by path, of the first few paths. */
    public Map<String, String> examples() {
        return examples;
    }
}
