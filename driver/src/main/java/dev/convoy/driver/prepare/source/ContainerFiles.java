package dev.convoy.driver.prepare.source;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.FolderLayout;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.SplitNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a listing that hold many images each. Text beside them, such as a README, is left out; other files
 * count as damaged ones.
 *
 * @param indices the files of the format, by their index in the listing
 * @param failed the other files
 */
public record ContainerFiles(SourceInput input, List<Integer> indices, List<FailedPart> failed, List<String> notes) {
    /** Whether a file is one of them, judged by its start. */
    @FunctionalInterface
    public interface Wanted {
        boolean test(FileStart file) throws IOException;
    }

    /** Reads the start of each file. */
    public static ContainerFiles of(SourceInput input, SourceFormat format) throws IOException {
        return of(input, format.files(), format::recognizes);
    }

    /** @param kind the wanted files in the plural, for messages */
    public static ContainerFiles of(SourceInput input, String kind, Wanted wanted) throws IOException {
        Listing listing = input.listing();
        List<Integer> indices = new ArrayList<>();
        List<FailedPart> failed = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < listing.size(); i++) {
            FileStart start = FileStart.of(listing, i);
            if (wanted.test(start)) {
                indices.add(i);
            } else if (start.isText()) {
                texts.add(start.name());
            } else {
                String reason = "is " + start.kind() + " among " + kind;
                long lost = SourceFailure.rest(start.name(), reason, 0, 0, start.length())
                        .lost();
                failed.add(new FailedPart(List.of(start.name()), reason, lost));
            }
        }
        List<String> notes = new ArrayList<>(listing.notes());
        if (!texts.isEmpty()) {
            notes.add("left out " + texts.size() + " of text among " + kind + ", such as "
                    + InvalidInputException.printable(texts.get(0)));
        }
        return new ContainerFiles(input, indices, failed, notes);
    }

    /** Returns the path of one of the files relative to the input. */
    public String name(int i) {
        return input.listing().name(indices.get(i));
    }

    /** Returns the split of each of the files, or null for all of them if any names none. */
    public List<String> splits() {
        List<String> names =
                indices.stream().map(index -> input.listing().name(index)).toList();
        FolderLayout layout = FolderLayout.of(names);
        List<String> splits = new ArrayList<>();
        for (String name : names) {
            String folder = layout.split(name);
            splits.add(folder == null ? SplitNames.ofFile(name) : folder);
        }
        if (splits.contains(null)) {
            splits.replaceAll(split -> null);
        }
        return splits;
    }
}
