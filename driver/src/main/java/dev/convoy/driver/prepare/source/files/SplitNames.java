package dev.convoy.driver.prepare.source.files;

import dev.convoy.driver.dataset.manifest.Split;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Names that people give to the splits of their data. */
public final class SplitNames {
    private SplitNames() {}

    /** Returns the split that a folder or a value names, or null. */
    public static String of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Split.TRAIN.key();
            case "val", "valid", "validation" -> Split.VALIDATION.key();
            case "test", "testing" -> Split.TEST.key();
            default -> null;
        };
    }

    /** Returns the one split that a word of a file's name names, as in {@code train-00000-of-00002.parquet}, or null. */
    public static String ofFile(String name) {
        Set<String> found = new TreeSet<>();
        for (String word : name.substring(name.lastIndexOf('/') + 1).split("[^A-Za-z]+", -1)) {
            String split = of(word);
            if (split != null) {
                found.add(split);
            }
        }
        return found.size() == 1 ? found.iterator().next() : null;
    }
}
