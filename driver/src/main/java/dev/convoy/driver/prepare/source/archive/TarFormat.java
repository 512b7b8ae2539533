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
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** Tar archives, gzipped or not, with a folder per class inside or in WebDataset's naming. Each is read by one task. */
public final class TarFormat implements SourceFormat {
    private static final int HEADER_BYTES = 512;
    private static final int MAX_SCANS = 8;

    @Override
    public String files() {
        return "tar archives";
    }

    /** A tar archive starts with a header that holds its own checksum. */
    @Override
    public boolean recognizes(FileStart file) {
        byte[] content = file.content();
        try {
            return content.length >= HEADER_BYTES
                    && content[0] != 0
                    && TarUtils.verifyCheckSum(Arrays.copyOf(content, HEADER_BYTES));
        } catch (IllegalArgumentException e) {
            // The bytes at the checksum's place are no number.
            return false;
        }
    }

    @Override
    public Source open(SourceInput input) throws IOException {
        ContainerFiles archives = ContainerFiles.of(input, this);
        Listing listing = input.listing();
        TarLayout layout = layout(archives);
        if (!layout.samples()) {
            input.options().requireNoColumns(files());
        }
        List<SourcePart> parts = new ArrayList<>(archives.failed());
        FileSplits splits = archives.splits();
        String root = listing.root().path().toString();
        for (int i = 0; i < splits.all().size(); i++) {
            int index = archives.indices().get(i);
            parts.add(new TarPart(
                    root,
                    listing.name(index),
                    listing.length(index),
                    splits.all().get(i),
                    layout,
                    input.options()));
        }
        Labels folders = layout.folders().classes() ? Labels.FOLDERS : Labels.NONE;
        return new Source(
                layout.samples() ? "tar archives in WebDataset's naming" : "tar archives",
                parts,
                List.of(),
                false,
                layout.samples() ? Labels.VALUES : folders,
                splits.notes());
    }

    /** Finds out how files are named, from the first archives. */
    private static TarLayout layout(ContainerFiles archives) throws IOException {
        Listing listing = archives.input().listing();
        TarScan scan = new TarScan();
        for (int index : archives.indices()
                .subList(0, Math.min(MAX_SCANS, archives.indices().size()))) {
            scan.read(listing.root().files(), listing.path(index), listing.length(index));
            if (scan.isDecided()) {
                break;
            }
        }
        if (!scan.hasImages()) {
            throw new InvalidInputException(
                    "tar archives of " + archives.input().options().key() + " must hold image files",
                    InvalidInputException.printable(
                                    listing.name(archives.indices().get(0))) + " with " + scan.others(),
                    "Unpack it and name the folder; archives inside archives are not read.");
        }
        return scan.layout();
    }
}
