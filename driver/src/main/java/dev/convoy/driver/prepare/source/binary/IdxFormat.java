package dev.convoy.driver.prepare.source.binary;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.ContainerFiles;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceFormat;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.binary.IdxPairs.Pair;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.LostImageException;
import dev.convoy.driver.prepare.source.files.PartRanges;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;

/** IDX files of images and labels, as MNIST has them, gzipped or not. A class's name is its number. */
public final class IdxFormat implements SourceFormat {
    @Override
    public String files() {
        return "IDX files";
    }

    @Override
    public boolean recognizes(FileStart file) {
        return IdxFile.is(file);
    }

    @Override
    public Source open(SourceInput input) throws IOException {
        input.options().requireNoColumns(files());
        UserPath root = input.listing().root();
        List<IdxFile> found = new ArrayList<>();
        List<SourcePart> parts = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        if (input.listing().isFile()) {
            found.addAll(withLabels(FileStart.of(input.listing(), 0), root));
        } else {
            ContainerFiles files = ContainerFiles.of(input, this);
            for (int index : files.indices()) {
                found.add(IdxFile.of(FileStart.of(input.listing(), index)));
            }
            parts.addAll(files.failed());
            notes.addAll(files.notes());
        }
        int classes = 0;
        for (Pair pair : new IdxPairs(input.options().key()).of(found)) {
            classes = Math.max(classes, classes(pair.labels(), root));
            addParts(pair, input, parts);
        }
        List<String> names =
                IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        return new Source("IDX files", parts, names, true, classes == 0 ? Labels.NONE : Labels.VALUES, notes);
    }

    /** If one file of images was named, its labels are in the same folder. */
    private static List<IdxFile> withLabels(FileStart named, UserPath root) throws IOException {
        IdxFile images = IdxFile.of(named);
        List<IdxFile> files = new ArrayList<>(List.of(images));
        for (FileStatus status : root.files().listStatus(root.path())) {
            String name = status.getPath().getName();
            if (images.images() && status.isFile() && IdxPairs.shared(name).equals(IdxPairs.shared(images.name()))) {
                FileStart other = FileStart.of(root, name, status.getLen());
                if (recognizesLabels(other)) {
                    files.add(IdxFile.of(other));
                }
            }
        }
        return files;
    }

    private static boolean recognizesLabels(FileStart file) {
        return IdxFile.is(file) && !IdxFile.of(file).images();
    }

    private static void addParts(Pair pair, SourceInput input, List<SourcePart> parts) {
        IdxFile images = pair.images();
        // What is compressed can only be read from its start.
        int perPart = images.zipped() ? images.count() : (int) Math.max(1, PartRanges.BYTES / images.valueBytes());
        for (int from = 0; from < images.count(); from += perPart) {
            parts.add(new IdxPart(
                    input.listing().root().path().toString(),
                    images,
                    pair.labels(),
                    new PartRanges.Range(from, Math.min(from + perPart, images.count())),
                    pair.split(),
                    input.options()));
        }
    }

    /** Returns the largest label plus 1, or 0 without labels. */
    private static int classes(IdxFile labels, UserPath root) throws IOException {
        if (labels == null) {
            return 0;
        }
        try (InputStream in = labels.open(root, 0)) {
            int largest = 0;
            for (byte label : labels.read(in, labels.count())) {
                largest = Math.max(largest, label & 0xff);
            }
            return largest + 1;
        } catch (LostImageException e) {
            throw new InvalidInputException(
                    "an IDX file of labels must be whole",
                    InvalidInputException.printable(labels.name()) + ", which " + e.getMessage(),
                    "Copy the file again.",
                    e);
        }
    }
}
