package dev.convoy.driver.prepare.source;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.FolderLayout;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.SplitNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

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
        List<String> others = others(listing, wanted);
        List<Integer> indices = new ArrayList<>();
        List<FailedPart> failed = new ArrayList<>(FailedPart.lost(listing));
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < listing.size(); i++) {
            String other = others.get(i);
            if (other == null) {
                indices.add(i);
            } else if (other.equals(FileStart.TEXT)) {
                texts.add(listing.name(i));
            } else {
                failed.add(FailedPart.whole(listing.name(i), "is " + other + " among " + kind, listing.length(i)));
            }
        }
        List<String> notes = new ArrayList<>(listing.notes());
        if (!texts.isEmpty()) {
            notes.add("left out " + texts.size() + " of text among " + kind + ", such as "
                    + InvalidInputException.printable(texts.get(0)));
        }
        return new ContainerFiles(input, indices, failed, notes);
    }

    /** Returns what each file is, or null for those that are wanted. Storage may take long for each: in parallel. */
    private static List<String> others(Listing listing, Wanted wanted) throws IOException {
        try {
            return Arrays.asList(IntStream.range(0, listing.size())
                    .parallel()
                    .mapToObj(i -> other(listing, i, wanted))
                    .toArray(String[]::new));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String other(Listing listing, int index, Wanted wanted) {
        try {
            FileStart start = FileStart.of(listing, index);
            return wanted.test(start) ? null : start.kind();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the path of one of the files relative to the input. */
    public String name(int i) {
        return input.listing().name(indices.get(i));
    }

    /** Returns the paths of the files relative to the input. */
    List<String> names() {
        return IntStream.range(0, indices.size()).mapToObj(this::name).toList();
    }

    /** Returns the splits that folders name, or else the files. */
    public FileSplits splits() {
        FolderLayout layout = FolderLayout.of(names());
        return splits(name -> Optional.ofNullable(layout.split(name)).orElseGet(() -> SplitNames.ofFile(name)));
    }

    /** @param split returns the split that a path says, or null */
    public FileSplits splits(UnaryOperator<String> split) {
        return FileSplits.of(this, split);
    }
}
