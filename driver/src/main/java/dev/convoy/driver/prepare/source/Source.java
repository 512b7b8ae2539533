package dev.convoy.driver.prepare.source;

import dev.convoy.driver.prepare.source.files.CodePointOrder;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An input that was found.
 *
 * @param kind what it is, for people: "a folder per class"
 * @param parts what tasks read; in a fixed order
 * @param classes class names in order if the input fixes them, else empty
 * @param raw whether the images are pixels, not files
 * @param labels where class names come from
 * @param notes sentences for the console: what was left out, and what looks wrong
 */
public record Source(
        String kind, List<SourcePart> parts, List<String> classes, boolean raw, Labels labels, List<String> notes) {

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?");

    /** Where class names come from, which decides their order. */
    public enum Labels {
        /** There are none. */
        NONE,
        /** Names of folders: ordered as text, as torchvision does, so "10" is before "2". */
        FOLDERS,
        /** Values of a column or a file: ordered as numbers if all of them are. */
        VALUES
    }

    public Source {
        parts = List.copyOf(parts);
        classes = List.copyOf(classes);
        notes = List.copyOf(notes);
    }

    /** Bytes of all parts. */
    public long bytes() {
        return parts.stream().mapToLong(SourcePart::bytes).sum();
    }

    /** Returns parts from the whole input, in order: all, or this many. */
    public List<SourcePart> some(int most) {
        int count = Math.min(most, parts.size());
        return IntStream.range(0, count)
                .mapToObj(i -> parts.get((int) ((long) i * parts.size() / count)))
                .toList();
    }

    /**
     * Returns all class names in the order of their numbers: those that the input fixes, then others.
     *
     * @param found class names of the images
     */
    public List<String> classesInOrder(Collection<String> found) {
        Comparator<String> order = CodePointOrder.INSTANCE;
        if (labels == Labels.VALUES
                && found.stream().allMatch(name -> NUMBER.matcher(name).matches())) {
            order = Comparator.comparing((String name) -> new BigDecimal(name)).thenComparing(order);
        }
        Stream<String> others = found.stream()
                .filter(name -> !classes.contains(name))
                .distinct()
                .sorted(order);
        return Stream.concat(classes.stream(), others).toList();
    }
}
