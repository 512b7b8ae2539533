package dev.convoy.driver.prepare.source.archive;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.ContainerFiles;
import dev.convoy.driver.prepare.source.FileSplits;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceFormat;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.LostImageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Hadoop's SequenceFiles. A value is an image file; a key is a number, the class, or a path that ends with the class's
 * folder and the file's name, or starts with the class's folder if it is relative.
 */
public final class SequenceFormat implements SourceFormat {
    /** Bytes of a file that a task reads. */
    private final long rangeBytes;

    public SequenceFormat() {
        this(256L << 20);
    }

    SequenceFormat(long rangeBytes) {
        this.rangeBytes = rangeBytes;
    }

    @Override
    public String files() {
        return "SequenceFiles";
    }

    @Override
    public boolean recognizes(FileStart file) {
        return !file.isZipped() && file.startsWith('S', 'E', 'Q') && file.length() > 4 && file.bytes()[3] <= 6;
    }

    @Override
    public Source open(SourceInput input) throws IOException {
        input.options().requireNoColumns(files());
        ContainerFiles files = ContainerFiles.of(input, this);
        Listing listing = input.listing();
        List<SourcePart> parts = new ArrayList<>(files.failed());
        FileSplits splits = files.splits();
        for (int i = 0; i < splits.all().size(); i++) {
            int index = files.indices().get(i);
            long length = listing.length(index);
            for (long start = 0; start < length; start += rangeBytes) {
                parts.add(new SequencePart(
                        listing.root().path().toString(),
                        listing.name(index),
                        start,
                        Math.min(start + rangeBytes, length),
                        splits.all().get(i),
                        input.options()));
            }
        }
        return new Source("SequenceFiles", parts, List.of(), false, labels(files), splits.notes());
    }

    private static Labels labels(ContainerFiles files) throws IOException {
        SourceInput input = files.input();
        for (int index : files.indices()) {
            try (SequenceRecords records = SequenceRecords.open(
                    input.listing().root().files(), input.listing().path(index), input.hadoop())) {
                if (records.next(Long.MAX_VALUE)) {
                    return records.key().isNumber() ? Labels.VALUES : fromPath(records.key());
                }
            } catch (LostImageException e) {
                throw new InvalidInputException(
                        "SequenceFiles of " + input.options().key() + " must be readable",
                        InvalidInputException.printable(input.listing().name(index)) + ", which " + e.getMessage(),
                        "Write it again, or name other files.",
                        e);
            }
        }
        return Labels.NONE;
    }

    private static Labels fromPath(SequenceKey key) {
        return key.label() == null ? Labels.NONE : Labels.FOLDERS;
    }
}
