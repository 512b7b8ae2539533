package dev.convoy.driver.prepare.source.binary;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.prepare.source.ContainerFiles;
import dev.convoy.driver.prepare.source.FileSplits;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceFormat;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.PartRanges;
import dev.convoy.driver.prepare.source.files.SplitNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The binary version of CIFAR-10 and CIFAR-100: records of one label (CIFAR-10) or a coarse and a fine one (CIFAR-100),
 * which is used, then 32×32 pixels of red, of green and of blue (A. Krizhevsky, "Learning Multiple Layers of Features
 * from Tiny Images", 2009).
 */
public final class CifarFormat implements SourceFormat {
    @Override
    public String files() {
        return "CIFAR's binary files";
    }

    /** There is no mark: the size must be that of whole records, and their labels must be in range. */
    @Override
    public boolean recognizes(FileStart file) {
        return CifarKind.of(file) != null;
    }

    @Override
    public Source open(SourceInput input) throws IOException {
        input.options().requireNoColumns(files());
        ContainerFiles files = ContainerFiles.of(input, this);
        requireWhole(files);
        Listing listing = input.listing();
        // data_batch_1.bin to data_batch_5.bin are the training images.
        FileSplits splits = files.splits(
                name -> fileName(name).startsWith("data_batch") ? Split.TRAIN.key() : SplitNames.ofFile(name));
        List<SourcePart> parts = new ArrayList<>();
        List<String> classes = List.of();
        CifarKind first = null;
        for (int i = 0; i < splits.all().size(); i++) {
            int index = files.indices().get(i);
            CifarKind kind = CifarKind.of(FileStart.of(listing, index));
            requireSame(first, kind, files.name(i));
            first = kind;
            classes = names(listing, kind);
            int records = Math.toIntExact(listing.length(index) / kind.recordBytes());
            int perPart = (int) (PartRanges.BYTES / kind.recordBytes());
            for (int from = 0; from < records; from += perPart) {
                parts.add(new CifarPart(
                        listing.root().path().toString(),
                        files.name(i),
                        kind,
                        new PartRanges.Range(from, Math.min(from + perPart, records)),
                        classes,
                        splits.all().get(i),
                        input.options()));
            }
        }
        return new Source("CIFAR's binary files", parts, classes, true, Labels.VALUES, splits.notes());
    }

    /** A file that is cut cannot be told from others. */
    private static void requireWhole(ContainerFiles files) {
        if (!files.failed().isEmpty()) {
            throw new InvalidInputException(
                    "CIFAR's binary files must hold whole records of 3,073 or 3,074 bytes",
                    files.failed().get(0).ids().get(0),
                    "Copy it again, or move away what is no part of the data.");
        }
    }

    private static void requireSame(CifarKind before, CifarKind kind, String name) {
        if (before != null && before != kind) {
            throw new InvalidInputException(
                    "CIFAR's binary files must all be of CIFAR-10 or all of CIFAR-100",
                    InvalidInputException.printable(name) + ", which is of "
                            + kind.toString().replace('_', '-'),
                    "Name a folder with one of them.");
        }
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Reads the names of the classes, or returns their numbers if there is no file of them. */
    private static List<String> names(Listing listing, CifarKind kind) throws IOException {
        for (int i = 0; i < listing.size(); i++) {
            if (fileName(listing.name(i)).equals(kind.namesFile())) {
                try (InputStream in = listing.root().files().open(listing.path(i))) {
                    String text = new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8);
                    List<String> names = text.lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .distinct()
                            .toList();
                    if (names.size() == kind.classes()) {
                        return names;
                    }
                }
            }
        }
        return IntStream.range(0, kind.classes()).mapToObj(Integer::toString).toList();
    }
}
