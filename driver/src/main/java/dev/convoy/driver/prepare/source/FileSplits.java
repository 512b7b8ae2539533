package dev.convoy.driver.prepare.source;

import dev.convoy.base.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The splits that the names of files say.
 *
 * @param all the split of each file; null for all of them if any names none
 * @param notes notes on the files, and one if some of them name a split that does not count
 */
public record FileSplits(List<String> all, List<String> notes) {
    static FileSplits of(ContainerFiles files, UnaryOperator<String> split) {
        List<String> names = files.names();
        List<String> named = new ArrayList<>();
        names.forEach(name -> named.add(split.apply(name)));
        int without = named.indexOf(null);
        if (without < 0) {
            return new FileSplits(named, files.notes());
        }
        List<String> notes = new ArrayList<>(files.notes());
        IntStream.range(0, named.size())
                .filter(i -> named.get(i) != null)
                .findFirst()
                .ifPresent(i -> notes.add(InvalidInputException.printable(names.get(i))
                        + " names a split, which does not count, because "
                        + InvalidInputException.printable(names.get(without)) + " names none: all are for training"));
        return new FileSplits(Collections.nCopies(named.size(), null), notes);
    }
}
