package dev.convoy.driver.prepare.source.list;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.ContainerFiles;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceFormat;
import dev.convoy.driver.prepare.source.SourceInput;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.SourcePart;
import dev.convoy.driver.prepare.source.files.FileStart;
import dev.convoy.driver.prepare.source.table.Columns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Lists as text: a line with the names of the columns, then a line an image, in UTF-8, plain or gzipped. */
public final class CsvListFormat implements SourceFormat {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int MAX_COLUMNS = 10_000;

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
    public boolean recognizes(FileStart file) {
        return file.isText() && ListColumns.hasPaths(columns(file), options);
    }

    private static Columns columns(FileStart file) {
        String line = firstLine(file);
        CsvParser parser = parser(line);
        String[] names = parser.parseLine(line);
        return columns(file.name(), names == null ? new String[0] : names);
    }

    private static Columns columns(String file, String[] names) {
        return new Columns(
                InvalidInputException.printable(file),
                Arrays.stream(names).map(name -> name == null ? "" : name).toList());
    }

    /** Returns the line with the names of columns. */
    private static String firstLine(FileStart file) {
        String text = new String(file.content(), StandardCharsets.UTF_8);
        String start = text.startsWith(String.valueOf(BYTE_ORDER_MARK)) ? text.substring(1) : text;
        return start.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
    }

    /** Returns a parser for the separator that is most frequent in the first line, outside of quotes. */
    private static CsvParser parser(String firstLine) {
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
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(separator);
        // No character starts a comment: names may start with any.
        settings.getFormat().setComment('\0');
        settings.setLineSeparatorDetectionEnabled(true);
        settings.setMaxCharsPerColumn(-1);
        settings.setMaxColumns(MAX_COLUMNS);
        settings.setReadInputOnSeparateThread(false);
        return new CsvParser(settings);
    }

    @Override
    public Source open(SourceInput input) throws IOException {
        ContainerFiles files =
                ContainerFiles.of(input, files(), file -> input.listing().isFile() || recognizes(file));
        List<SourcePart> parts = new ArrayList<>(files.failed());
        List<String> notes = new ArrayList<>(files.notes());
        boolean labels = false;
        for (int index : files.indices()) {
            FileStart file = FileStart.of(input.listing(), index);
            Columns names = columns(file);
            ListColumns columns = ListColumns.of(names, options);
            labels |= columns.label() != null;
            notes.addAll(columns.notes(names));
            ListRows rows = new ListRows(input, file.name());
            read(file, names, columns, rows);
            parts.addAll(rows.parts());
        }
        return new Source("a list (CSV)", parts, List.of(), false, labels ? Labels.VALUES : Labels.NONE, notes);
    }

    private static void read(FileStart file, Columns names, ListColumns columns, ListRows rows) throws IOException {
        CsvParser parser = parser(firstLine(file));
        try (Reader in = text(file)) {
            parser.beginParsing(in);
            parser.parseNext();
            int path = names.names().indexOf(columns.path());
            int label = names.names().indexOf(columns.label());
            int group = names.names().indexOf(columns.group());
            int split = names.names().indexOf(columns.split());
            for (String[] row; (row = parser.parseNext()) != null; ) {
                rows.add(
                        parser.getContext().currentRecord() - 1,
                        value(row, path),
                        value(row, label),
                        value(row, group),
                        value(row, split));
            }
        } catch (TextParsingException | CharacterCodingException e) {
            throw unreadable(file, parser, e);
        } finally {
            parser.stopParsing();
        }
    }

    private static InvalidInputException unreadable(FileStart file, CsvParser parser, Exception e) {
        boolean encoding = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            encoding |= cause instanceof CharacterCodingException;
        }
        return new InvalidInputException(
                encoding ? "a list must be text in UTF-8" : "a list must be CSV",
                InvalidInputException.printable(file.name()) + " near line "
                        + parser.getContext().currentLine(),
                encoding ? "Save it in this encoding." : "Look for a quote that is not closed.",
                e);
    }

    private static String value(String[] row, int column) {
        return column < 0 || column >= row.length ? null : row[column];
    }

    private static Reader text(FileStart file) throws IOException {
        InputStream in = file.files().open(file.path());
        BufferedReader reader = new BufferedReader(new InputStreamReader(
                file.isZipped() ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8.newDecoder()));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }
}
