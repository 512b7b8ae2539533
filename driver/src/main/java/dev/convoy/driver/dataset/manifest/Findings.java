package dev.convoy.driver.dataset.manifest;

import java.util.List;
import java.util.Map;

/**
 * What {@code prepare} found in the input.
 *
 * @param kinds number of images by what they are: their file format, {@code grey}, …
 * @param notes what was left out of the input and what looks wrong in it, such as hidden files, in sentences
 */
public record Findings(Map<String, Long> kinds, List<String> notes, Quarantine quarantine, Duplicates duplicates) {

    /**
     * Files that are not in the dataset.
     *
     * @param count number of images that are lost
     * @param reasons their number by reason, in which N stands for numbers
     * @param file Parquet file with the path and the reason of each, relative to the dataset
     */
    public record Quarantine(long count, Map<String, Long> reasons, String file) {}

    /**
     * Images that are in the dataset more than once.
     *
     * @param exact images whose decoded pixels are also in an earlier split (train, validation, test)
     * @param near images that look like one of an earlier split, exact copies included: encoded again or resized
     * @param relabelled images whose decoded pixels are also in the dataset with another class
     */
    public record Duplicates(Matches exact, Matches near, Matches relabelled) {}

    /** @param examples the first pairs: the image that is there already, and the one that is counted */
    public record Matches(long images, List<Pair> examples) {}

    public record Pair(String first, String second) {}
}
