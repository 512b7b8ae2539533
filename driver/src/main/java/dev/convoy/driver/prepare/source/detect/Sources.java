package dev.convoy.driver.prepare.source.detect;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.SourceFormat;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.archive.SequenceFormat;
import dev.convoy.driver.prepare.source.archive.TarFormat;
import dev.convoy.driver.prepare.source.binary.CifarFormat;
import dev.convoy.driver.prepare.source.binary.IdxFormat;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.folder.FolderFormat;
import dev.convoy.driver.prepare.source.list.CsvListFormat;
import dev.convoy.driver.prepare.source.list.ParquetListFormat;
import dev.convoy.driver.prepare.source.table.ImageTableFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** Finds out what lies at a path, by the content of files and not by their names, and cuts it into parts. */
public final class Sources {
    /** Files whose start is read. */
    private static final int SAMPLES = 32;

    private static final int MAX_SHOWN = 4;

    private Sources() {}

    /**
     * Lists the input and reads the start of some files.
     *
     * @param from a file or folder, as the user wrote it
     * @throws InvalidInputException if there is nothing that can be read, or several kinds of data
     */
    public static Source open(String from, SourceOptions options, Configuration hadoop) throws IOException {
        Listing listing = Listing.of(options.key(), UserPath.of(options.key(), from, hadoop));
        if (listing.size() == 0) {
            throw new InvalidInputException(
                    options.key() + " must name files to read",
                    listing.root().path() + ", an empty folder"
                            + listing.notes().stream()
                                    .map(note -> " (" + note + ")")
                                    .collect(Collectors.joining()),
                    "Check the path.");
        }
        List<FileStart> samples = samples(listing);
        Map<SourceFormat, FileStart> found = recognized(samples, formats(hadoop));
        if (found.isEmpty()) {
            // Text beside other data is taken for a README, not for a list.
            SourceFormat list = new CsvListFormat(options);
            found = listing.isFile() && samples.get(0).isText()
                    ? Map.of(list, samples.get(0))
                    : recognized(samples, List.of(list));
        }
        requireOne(found, samples, listing, options);
        return found.keySet().iterator().next().open(new SourceInput(listing, options, hadoop));
    }

    /** In the order in which they are asked. */
    private static List<SourceFormat> formats(Configuration hadoop) {
        return List.of(
                new FolderFormat(),
                new TarFormat(),
                new SequenceFormat(),
                new ImageTableFormat(hadoop),
                new ParquetListFormat(hadoop),
                new IdxFormat(),
                new CifarFormat());
    }

    private static Map<SourceFormat, FileStart> recognized(List<FileStart> samples, List<SourceFormat> formats)
            throws IOException {
        Map<SourceFormat, FileStart> found = new LinkedHashMap<>();
        for (FileStart sample : samples) {
            for (SourceFormat format : formats) {
                if (format.recognizes(sample)) {
                    found.putIfAbsent(format, sample);
                    break;
                }
            }
        }
        return found;
    }

    /** Evenly spaced files of the listing, with the first and the last. */
    private static List<FileStart> samples(Listing listing) throws IOException {
        List<FileStart> samples = new ArrayList<>();
        int count = Math.min(SAMPLES, listing.size());
        for (int i = 0; i < count; i++) {
            int index = count == 1 ? 0 : (int) ((listing.size() - 1L) * i / (count - 1));
            samples.add(FileStart.of(listing, index));
        }
        return samples;
    }

    private static void requireOne(
            Map<SourceFormat, FileStart> found, List<FileStart> samples, Listing listing, SourceOptions options) {
        if (found.isEmpty()) {
            String shown = samples.stream()
                    .limit(MAX_SHOWN)
                    .map(sample -> InvalidInputException.printable(sample.name()) + " (" + sample.kind() + ")")
                    .collect(Collectors.joining(", "));
            throw new InvalidInputException(
                    options.key() + " must hold images: as files, in tar archives, SequenceFiles, Parquet, IDX or"
                            + " CIFAR's binary files, or as a list with a column called path, file, filename or image",
                    listing.root().path() + " with " + shown,
                    "Unpack archives of other kinds, and convert other files.");
        }
        if (found.size() > 1) {
            throw new InvalidInputException(
                    options.key() + " must hold one kind of data",
                    found.entrySet().stream()
                            .map(entry -> entry.getKey().files() + " such as "
                                    + InvalidInputException.printable(
                                            entry.getValue().name()))
                            .collect(Collectors.joining(" and ")),
                    "Name the file or folder with one kind.");
        }
    }
}
