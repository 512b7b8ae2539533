package dev.convoy.driver.prepare.source.list;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.ContainerFiles;
import dev.convoy.driver.prepare.source.FileSplits;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceFormat;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.list.CsvReader.SyntaxException;
import dev.convoy.driver.prepare.source.table.Columns;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Lists as text: a line with the names of the columns, then a line an image, in UTF-8, plain or gzipped. */
public final class CsvListFormat implements SourceFormat {
    private final SourceOptions options;

    public CsvListFormat(SourceOptions options) {
        this.options = options;
    }

    @Override
    public String files() {
        return "lists (CSV)";
    }

    /** Text whose first line names a column of paths. */
    @Override
    public boolean recognizes(FileStart file) throws IOException {
        return file.isText() && ListColumns.hasPaths(columns(file), options);
    }

    @Override
    public Source open(SourceInput input) throws IOException {
        ContainerFiles files =
                ContainerFiles.of(input, files(), file -> input.listing().isFile() || recognizes(file));
        List<SourcePart> parts = new ArrayList<>(files.failed());
        FileSplits splits = files.splits();
        List<String> notes = new ArrayList<>(splits.notes());
        boolean labels = false;
        for (int i = 0; i < splits.all().size(); i++) {
            FileStart file = FileStart.of(input.listing(), files.indices().get(i));
            Columns names = columns(file);
            ListColumns columns = ListColumns.of(names, options);
            labels |= columns.label() != null;
            notes.addAll(names.notes(columns.label(), options));
            ListRows rows = new ListRows(input, file.name(), splits.all().get(i));
            read(file, names.names(), columns, rows);
            parts.addAll(rows.parts());
        }
        return new Source("a list (CSV)", parts, List.of(), false, labels ? Labels.VALUES : Labels.NONE, notes);
    }

    /** Returns the names in the first line. */
    private static Columns columns(FileStart file) throws IOException {
        String line = firstLine(file);
        List<String> names;
        try (CsvReader reader = new CsvReader(new StringReader(line), separator(line))) {
            names = reader.next();
        } catch (SyntaxException e) {
            names = List.of(line);
        }
        return new Columns(InvalidInputException.printable(file.name()), names == null ? List.of() : names);
    }

    private static String firstLine(FileStart file) {
        String text = new String(file.content(), StandardCharsets.UTF_8);
        return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }

    /** Returns the separator that is most frequent in the first line, outside of quotes. */
    private static char separator(String firstLine) {
        String bare = firstLine.replaceAll("\"[^\"]*\"", "");
        char separator = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            long count = bare.chars().filter(c -> c == candidate).count();
            if (count > most) {
                separator = candidate;
                most = count;
            }
        }
        return separator;
    }

    private static void read(FileStart file, List<String> names, ListColumns columns, ListRows rows)
            throws IOException {
        int path = names.indexOf(columns.path());
        int label = names.indexOf(columns.label());
        int group = names.indexOf(columns.group());
        int split = names.indexOf(columns.split());
        long line = 1;
        try (CsvReader reader = new CsvReader(text(file), separator(firstLine(file)))) {
            reader.next();
            line = reader.line();
            for (List<String> row; (row = reader.next()) != null; line = reader.line()) {
                requireFit(row, names, file.name(), line);
                rows.add(line, value(row, path), value(row, label), value(row, group), value(row, split));
            }
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(
                    "a list must be text in UTF-8",
                    InvalidInputException.printable(file.name()) + " after line " + line,
                    "Save it in this encoding.",
                    e);
        } catch (EOFException | ZipException e) {
            throw new InvalidInputException(
                    "a list must be whole",
                    InvalidInputException.printable(file.name()) + ", which ends or is damaged after line " + line,
                    "Copy or compress it again.",
                    e);
        } catch (SyntaxException e) {
            throw new InvalidInputException(
                    "a list must be CSV",
                    InvalidInputException.printable(file.name()) + ", which " + e.getMessage(),
                    "Close the quote, or write quotes inside of values twice.",
                    e);
        }
    }

    /** Empty values at the end are those of cells that a spreadsheet once had. */
    private static void requireFit(List<String> row, List<String> names, String file, long line) {
        if (row.stream().skip(names.size()).anyMatch(value -> !value.isBlank())) {
            throw new InvalidInputException(
                    "a row of a list must have at most a value for each column",
                    row.size() + " values for " + names.size() + " columns in line " + line + " of "
                            + InvalidInputException.printable(file),
                    "Put quotes around values that contain the separator.");
        }
    }

    private static String value(List<String> row, int column) {
        return column < 0 || column >= row.size() ? null : row.get(column);
    }

    private static InputStreamReader text(FileStart file) throws IOException {
        InputStream in = file.files().open(file.path());
        return new InputStreamReader(
                file.isZipped() ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8.newDecoder());
    }
}
