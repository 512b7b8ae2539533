package dev.convoy.driver.prepare.source.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.prepare.source.Source;
import dev.convoy.driver.prepare.source.Source.Labels;
import dev.convoy.driver.prepare.source.SourceItem;
import dev.convoy.driver.prepare.source.SourceOptions;
import dev.convoy.driver.prepare.source.TestInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvListFormatTest {
    private final SourceOptions options = SourceOptions.of("--from");

    @TempDir
    private Path folder;

    private Source open(String name, SourceOptions given) throws IOException {
        return new CsvListFormat(given).open(TestInput.of(folder.resolve(name), given));
    }

    private Source list(String text) throws IOException {
        TestInput.write(folder, "list.csv", text);
        return open("list.csv", options);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void pathsAreRelativeToTheListsFolder(String separator) throws IOException {
        TestInput.writeImage(folder, "a/1.png");
        TestInput.writeImage(folder, "#2 %20.png");
        String text =
                "\uFEFFid, File_Name ,Label,split\r\n7,a/1.png,cat,train\r\n\r\n8,#2 %20.png,\" big, \"\"dog\"\"\",Val\r\n"
                        + "9,./a/1.png,,\r\n";
        Source source = list(text.replace(",", separator).replace("big" + separator, "big,"));

        assertThat(source.kind()).isEqualTo("a list (CSV)");
        assertThat(source.labels()).isEqualTo(Labels.VALUES);
        assertThat(TestInput.lines(source))
                .containsExactly(
                        "a/1.png | cat | - | train | a/1.png",
                        "#2 %20.png | big, \"dog\" | - | validation | #2 %20.png",
                        "a/1.png | - | - | - | a/1.png");
    }

    @Test
    void pathsMayBeAbsoluteOrUris() throws IOException {
        TestInput.writeImage(folder, "in/a:b/1.png");
        TestInput.writeImage(folder, "out/2.png");
        TestInput.write(
                folder,
                "in/list",
                "path,label\n" + folder + "/in/a:b/1.png,x\nfile:" + folder + "/in/a:b/1.png,x\nfile://" + folder
                        + "/out/2.png,y\n../out/2.png,y\na:b/1.png,x\n");
        assertThat(TestInput.lines(open("in/list", options)))
                .containsExactly(
                        "a:b/1.png | x | - | - | in/a:b/1.png",
                        "a:b/1.png | x | - | - | in/a:b/1.png",
                        "file://" + folder + "/out/2.png | y | - | - | out/2.png",
                        "../out/2.png | y | - | - | out/2.png",
                        "a:b/1.png | x | - | - | in/a:b/1.png");
    }

    @Test
    void rowsThatCannotBeReadHaveAReason() throws IOException {
        TestInput.writeImage(folder, "1.png");
        Source source = list("path,label\n1.png,7\nx\\2.png,8\n,9\n.,9\n");
        assertThat(source.bytes()).isBetween(10L, 100_000L);
        assertThat(TestInput.lines(source))
                .containsExactly(
                        "1.png | 7 | - | - | 1.png",
                        "x\\2.png ! does not exist",
                        ". ! is a folder",
                        "list.csv!4 ! has no path");
    }

    @Test
    void columnsCanBeNamed() throws IOException {
        TestInput.writeImage(folder, "1.png");
        TestInput.write(folder, "list.csv", "where;species;label;patient\n1.png;cat;7;p1\n");
        SourceOptions named = new SourceOptions("--from", 100, "where", "species", "patient", null);

        assertThat(TestInput.lines(open("list.csv", named))).containsExactly("1.png | cat | p1 | - | 1.png");
        assertThatThrownBy(() -> open("list.csv", new SourceOptions("--from", 100, "where", null, "patent", null)))
                .hasMessage("prepare.group-column must name a column that exists. Given: patent in list.csv with the"
                        + " columns where, species, label, patient. Name another column.");
    }

    @Test
    void aListWithoutAColumnOfPathsIsRefused() {
        assertThatThrownBy(() -> list("a/1.png,cat\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "a list must have a column called path, file, filename or image. Given: none in list.csv with"
                                + " the columns a/1.png, cat. Write the names of the columns into the first line, such as"
                                + " path,label, or name the column with prepare.path-column.");
    }

    @Test
    void aListWithoutLabelsSaysSo() throws IOException {
        Source source = list("image,kind\n1.png,cat\n");
        assertThat(source.labels()).isEqualTo(Labels.NONE);
        assertThat(source.notes())
                .containsExactly(
                        "there is no column called label, class, target, category in list.csv, only image," + " kind");
    }

    @Test
    void aRowWithMoreValuesThanColumnsIsRefusedUnlessTheyAreEmpty() throws IOException {
        TestInput.writeImage(folder, "1.png");

        assertThat(TestInput.lines(list("path,label\n1.png,cat,,\n"))).containsExactly("1.png | cat | - | - | 1.png");
        assertThatThrownBy(() -> list("path,label\n1.png,cat\n2.png,Smith, John\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a row of a list must have at most a value for each column. Given: 3 values for 2 columns"
                        + " in line 3 of list.csv. Put quotes around values that contain the separator.");
    }

    /** As for archives and tables. */
    @Test
    void listsMayNameTheirSplit() throws IOException {
        TestInput.write(folder, "train.csv", "path,label,split\n1.png,cat,\n");
        TestInput.write(folder, "test.csv", "path,label,split\n1.png,cat,\n1.png,dog,val\n");
        SourceOptions given = SourceOptions.of("--from");
        Source both = new CsvListFormat(given).open(TestInput.of(folder, given));

        assertThat(both.parts().stream().flatMap(part -> Arrays.stream(((ListPart) part).rows())))
                .extracting(ListPart.Row::split)
                .containsExactly("test", "validation", "train");
        TestInput.write(folder, "extra.csv", "path,label,split\n1.png,cat,\n");
        assertThat(new CsvListFormat(given).open(TestInput.of(folder, given)).notes())
                .contains("test.csv names a split, which does not count, because extra.csv names none: all are for"
                        + " training");
    }

    @Test
    void aGroupThatIsNotUsedIsNamed() throws IOException {
        TestInput.write(folder, "list.csv", "path,label,Group\n1.png,cat,p1\n");
        SourceOptions grouped = new SourceOptions("--from", 100, null, null, "Group", null);

        assertThat(open("list.csv", options).notes())
                .containsExactly("the column Group in list.csv is not used: prepare.group-column=Group keeps the images"
                        + " of a group in one split");
        assertThat(open("list.csv", grouped).notes()).isEmpty();
    }

    @Test
    void splitsEncodingAndQuotesAreChecked() throws IOException {
        assertThatThrownBy(() -> list("path,split\n1.png,train\n2.png,holdout\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "the column split of a list must hold train, validation or test. Given: holdout in"
                                + " line 3 of list.csv.");
        TestInput.write(folder, "list.csv", "path,label\n1.png,Z\u00fcrich\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> open("list.csv", options))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a list must be text in UTF-8. Given: list.csv after line");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"1.png,cat;2.png,dog;     | has a quote in line 2 that is not closed",
                "1.png,\"cat;2.png,dog;     | has a quote in line 2 that is not closed",
                "1.png,cat;2.png,\"dog      | has a quote in line 3 that is not closed",
                "1.png,\"a;b\";\"2\".png,dog; | has text behind a quote that closes a value, in line 4",
            })
    void aQuoteThatIsNotClosedSwallowsNothing(String rows, String message) {
        assertThatThrownBy(() -> list("path,label\n" + rows.replace(';', '\n')))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a list must be CSV. Given: list.csv, which " + message + ".");
    }

    @Test
    void quotesInsideOfPlainValuesAndLineBreaksInQuotesAreKept() throws IOException {
        TestInput.writeImage(folder, "5\" disk.png");
        assertThat(TestInput.lines(list("path,caption,label\r5\" disk.png , \"two\nlines\" ,7\r")))
                .containsExactly("5\" disk.png | 7 | - | - | 5\" disk.png");
    }

    @Test
    void aGzippedListMustBeWhole() throws IOException {
        byte[] whole = gzipped(numbered(4_500));
        TestInput.write(folder, "in/a.csv.gz", Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> new CsvListFormat(options).open(TestInput.of(folder.resolve("in"), options)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("a list must be whole. Given: a.csv.gz, which ends or is damaged after line ");
    }

    private static String numbered(int rows) {
        StringBuilder text = new StringBuilder("path,label\n");
        for (int i = 0; i < rows; i++) {
            text.append(i).append(".png,").append(i % 10).append('\n');
        }
        return text.toString();
    }

    private static byte[] gzipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void listsMayBeLongGzippedAndSeveral() throws IOException {
        TestInput.write(folder, "in/part-0.csv.gz", gzipped(numbered(4_500)));
        TestInput.write(folder, "in/part-1.csv", "path,label\nx/1.png,7\n");
        TestInput.write(folder, "in/README", "about");
        TestInput.writeImage(folder, "in/4499.png");
        Source source = new CsvListFormat(options).open(TestInput.of(folder.resolve("in"), options));
        List<SourceItem> items = TestInput.items(source);

        assertThat(items).hasSize(4_502);
        assertThat(TestInput.lines(source)).contains("4499.png | 9 | - | - | in/4499.png", "x/1.png ! does not exist");
        assertThat(source.parts()).hasSize(5);
    }
}
