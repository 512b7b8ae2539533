package dev.convoy.driver.prepare.source.folder;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.FailedPart;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceFormat;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.FolderLayout;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.PartRanges;
import dev.convoy.driver.prepare.source.files.PartRanges.Range;
import dev.convoy.driver.prepare.source.files.SplitNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Image files. */
public final class FolderFormat implements SourceFormat {
    private static final int MAX_OUTSIDE_READ = 1_000;

    @Override
    public String files() {
        return "image files";
    }

    @Override
    public boolean recognizes(FileStart file) {
        return file.isImage();
    }

    @Override
    public Source open(SourceInput input) throws IOException {
        input.options().requireNoColumns(files());
        Listing listing = input.listing();
        FolderLayout layout = FolderLayout.of(listing.names());
        List<String> notes = new ArrayList<>(listing.notes());
        List<SourcePart> parts = new ArrayList<>(FailedPart.lost(listing));
        int[] files = IntStream.range(0, listing.size()).toArray();
        requireGroups(input.options(), listing);
        if (layout.classes()) {
            requireClassesInEachSplit(input.options().key(), listing, layout);
            files = IntStream.of(files)
                    .filter(i -> layout.label(listing.name(i)) != null)
                    .toArray();
            if (files.length < listing.size()) {
                outside(listing, layout, parts, notes);
            }
            notes.addAll(classNotes(listing, layout));
        }
        parts.addAll(parts(listing, files, layout, input.options()));
        return new Source(
                kind(listing, layout), parts, List.of(), false, layout.classes() ? Labels.FOLDERS : Labels.NONE, notes);
    }

    /** An expression that matches no path would leave each image a group of its own. */
    private static void requireGroups(SourceOptions options, Listing listing) {
        Pattern groupBy = options.groupBy();
        if (groupBy != null
                && listing.size() > 0
                && listing.names().stream()
                        .noneMatch(name -> groupBy.matcher(name).find())) {
            throw new InvalidInputException(
                    "prepare.group-by must match paths below prepare.from",
                    groupBy + ", which matches none of " + listing.size() + ", such as "
                            + InvalidInputException.printable(listing.name(0)),
                    "Write an expression for such a path, without prepare.from.");
        }
    }

    private static String kind(Listing listing, FolderLayout layout) {
        if (listing.isFile()) {
            return "one image";
        }
        String images = layout.classes() ? "a folder per class" : "images without class folders";
        return layout.splits() ? images + ", in folders per split" : images;
    }

    private static List<SourcePart> parts(Listing listing, int[] files, FolderLayout layout, SourceOptions options) {
        String root = listing.root().path().toString();
        List<SourcePart> parts = new ArrayList<>();
        for (Range range : PartRanges.of(files.length, i -> listing.length(files[i]))) {
            IntStream indices = IntStream.range(range.from(), range.to());
            String[] names = indices.mapToObj(i -> listing.name(files[i])).toArray(String[]::new);
            long[] lengths = IntStream.range(range.from(), range.to())
                    .mapToLong(i -> listing.length(files[i]))
                    .toArray();
            parts.add(new FilesPart(root, names, lengths, layout, options));
        }
        return parts;
    }

    private static void requireClassesInEachSplit(String key, Listing listing, FolderLayout layout) {
        Set<String> all = new TreeSet<>();
        Set<String> withClasses = new TreeSet<>();
        for (int i = 0; layout.splits() && i < listing.size(); i++) {
            String name = listing.name(i);
            String folder = layout.splitFolder(name);
            if (folder != null) {
                all.add(folder);
                if (layout.label(name) != null) {
                    withClasses.add(folder);
                }
            }
        }
        all.removeAll(withClasses);
        if (!all.isEmpty()) {
            throw new InvalidInputException(
                    "the split folders of " + key + " must all hold a folder per class",
                    String.join(" and ", all) + " without class folders",
                    "Move it away, or name a folder with class folders, such as "
                            + listing.root().path() + "/" + layout.shared()
                            + withClasses.iterator().next() + ".");
        }
    }

    /** Files beside the class folders: images are lost; other files, such as a README, are left out. */
    private static void outside(Listing listing, FolderLayout layout, List<SourcePart> parts, List<String> notes)
            throws IOException {
        List<String> images = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < listing.size(); i++) {
            if (layout.label(listing.name(i)) == null) {
                // So many are no README; what they are does not matter.
                boolean image = images.size() + others.size() >= MAX_OUTSIDE_READ
                        || FileStart.of(listing, i).isImage();
                (image ? images : others).add(listing.name(i));
            }
        }
        if (!images.isEmpty()) {
            parts.add(new FailedPart(images, "is in no class folder", 1));
        }
        if (!others.isEmpty()) {
            notes.add("left out " + others.size() + " that are no images, beside the class folders, such as "
                    + InvalidInputException.printable(others.get(0)));
        }
    }

    private static List<String> classNotes(Listing listing, FolderLayout layout) {
        List<String> notes = new ArrayList<>();
        for (String folder : listing.emptyFolders()) {
            if (layout.isClassFolder(folder)) {
                notes.add("class folder " + InvalidInputException.printable(folder) + " has no files");
            }
        }
        splitsAsClasses(listing, layout).ifPresent(notes::add);
        return notes;
    }

    /** Returns a note if folders of two splits are classes, because there are other folders beside them. */
    private static Optional<String> splitsAsClasses(Listing listing, FolderLayout layout) {
        Set<String> classes = new TreeSet<>();
        for (int i = 0; !layout.splits() && i < listing.size(); i++) {
            String label = layout.label(listing.name(i));
            if (label != null) {
                classes.add(label);
            }
        }
        Set<String> splits = new TreeSet<>(classes);
        splits.removeIf(name -> SplitNames.of(name) == null);
        classes.removeAll(splits);
        return splits.stream().map(SplitNames::of).distinct().count() < 2 || classes.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(" and ", splits) + " are classes here, not splits, because there are other"
                        + " folders beside them, such as "
                        + InvalidInputException.printable(classes.iterator().next()));
    }
}
