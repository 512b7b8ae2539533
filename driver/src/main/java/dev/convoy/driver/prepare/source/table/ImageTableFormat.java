package dev.convoy.driver.prepare.source.table;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.ContainerFiles;
import dev.convoy.driver.prepare.source.FailedPart;
import dev.convoy.driver.prepare.source.FileSplits;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceFormat;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.files.Listing;
import dev.convoy.driver.prepare.source.files.LostImageException;
import dev.convoy.driver.prepare.source.files.PartRanges;
import dev.convoy.driver.prepare.source.files.PartRanges.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;

/** Parquet files with a column of images: Spark's image schema, Hugging Face's, or binary. */
public final class ImageTableFormat implements SourceFormat {
    private static final long LARGE_GROUP_BYTES = 256L << 20;

    private final Configuration hadoop;
    private final long largeGroupBytes;

    public ImageTableFormat(Configuration hadoop) {
        this(hadoop, LARGE_GROUP_BYTES);
    }

    /** @param largeGroupBytes size of a row group above which a note says so */
    ImageTableFormat(Configuration hadoop, long largeGroupBytes) {
        this.hadoop = hadoop;
        this.largeGroupBytes = largeGroupBytes;
    }

    @Override
    public String files() {
        return "Parquet files with images";
    }

    /** A damaged footer also counts. */
    @Override
    public boolean recognizes(FileStart file) throws IOException {
        return isParquet(file) && hasImages(file, hadoop);
    }

    /** Whether a file starts as Parquet files do. */
    public static boolean isParquet(FileStart file) {
        return !file.isZipped() && file.startsWith('P', 'A', 'R', '1');
    }

    /** Whether a Parquet file has a column of images, or cannot be read. */
    public static boolean hasImages(FileStart file, Configuration hadoop) throws IOException {
        try (ParquetFileReader reader = new ParquetInput(file.files(), file.path()).open(hadoop)) {
            return !ImageColumn.of(reader.getFileMetaData().getSchema()).isEmpty();
        } catch (LostImageException e) {
            return true;
        }
    }

    @Override
    public Source open(SourceInput input) throws IOException {
        ContainerFiles files = ContainerFiles.of(input, files(), ImageTableFormat::isParquet);
        FileSplits splits = files.splits();
        Tables tables = new Tables(files, splits.notes(), largeGroupBytes);
        for (int i = 0; i < splits.all().size(); i++) {
            tables.add(i, splits.all().get(i));
        }
        return tables.source();
    }

    /** Collects what the footers say. */
    private static final class Tables {
        private final ContainerFiles files;
        private final SourceInput input;
        private final List<SourcePart> parts;
        private final List<String> notes;
        /** At first, the size from which on it is named. */
        private long largestGroupBytes;
        /** The file with the largest row group, if that is large. */
        private String largestGroup;

        private TableColumns first;
        private List<String> classes;
        /** The first file that is damaged, for messages. */
        private String damage;

        Tables(ContainerFiles files, List<String> notes, long largeGroupBytes) {
            this.files = files;
            this.input = files.input();
            this.parts = new ArrayList<>(files.failed());
            this.notes = new ArrayList<>(notes);
            this.largestGroupBytes = largeGroupBytes;
        }

        void add(int i, String split) throws IOException {
            int index = files.indices().get(i);
            Listing listing = input.listing();
            try (ParquetFileReader file =
                    new ParquetInput(listing.root().files(), listing.path(index)).open(input.hadoop())) {
                addColumns(file, files.name(i));
                addParts(file, files.name(i), split);
            } catch (LostImageException e) {
                parts.add(FailedPart.whole(files.name(i), e.getMessage(), listing.length(index)));
                if (damage == null) {
                    damage = InvalidInputException.printable(files.name(i)) + ", which " + e.getMessage();
                }
            }
        }

        private void addColumns(ParquetFileReader file, String name) {
            TableSchema schema = new TableSchema(file.getFileMetaData().getSchema(), name);
            TableColumns columns = TableColumns.of(schema, input.options());
            List<String> names = ClassNames.of(file.getFileMetaData().getKeyValueMetaData(), columns.label());
            if (first == null) {
                first = columns;
                classes = names;
                notes.addAll(schema.all().notes(columns.label(), input.options()));
            }
            if (!first.equals(columns) || !classes.equals(names)) {
                throw new InvalidInputException(
                        "Parquet files of " + input.options().key() + " must have the same columns and class names",
                        InvalidInputException.printable(name),
                        "Name the files of one kind.");
            }
        }

        private void addParts(ParquetFileReader file, String name, String split) {
            List<BlockMetaData> groups = file.getRowGroups();
            long largest = groups.stream()
                    .mapToLong(BlockMetaData::getCompressedSize)
                    .max()
                    .orElse(0);
            if (largest > largestGroupBytes) {
                largestGroupBytes = largest;
                largestGroup = name;
            }
            long row = 0;
            for (Range range :
                    PartRanges.of(groups.size(), group -> groups.get(group).getCompressedSize())) {
                List<BlockMetaData> inside = groups.subList(range.from(), range.to());
                long count =
                        inside.stream().mapToLong(BlockMetaData::getRowCount).sum();
                long bytes = inside.stream()
                        .mapToLong(BlockMetaData::getCompressedSize)
                        .sum();
                parts.add(new RowGroupsPart(
                        input.listing().root().path().toString(),
                        name,
                        range.from(),
                        range.to(),
                        new RowGroupsPart.Rows(row, count, bytes),
                        split,
                        input.options()));
                row += count;
            }
        }

        Source source() {
            if (largestGroup != null) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%s has row groups of up to %,d MiB, the largest, each of which a task holds in memory; if that is"
                                + " too much, write smaller ones",
                        InvalidInputException.printable(largestGroup),
                        largestGroupBytes >> 20));
            }
            if (first == null) {
                throw new InvalidInputException(
                        "Parquet files of " + input.options().key() + " must be readable",
                        damage,
                        "Copy them again, or name other files.");
            }
            return new Source(
                    "Parquet files with images",
                    parts,
                    classes,
                    first.image().kind() == ImageColumn.Kind.SPARK,
                    first.label() == null ? Labels.NONE : Labels.VALUES,
                    notes);
        }
    }
}
