package dev.convoy.driver.prepare.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.prepare.source.files.Listing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.hadoop.conf.Configuration;

/** Makes small inputs, and reads what formats make of them. */
public final class TestInput {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static final Configuration HADOOP = new Configuration();

    private TestInput() {}

    /** Returns bytes that start as a PNG file does, with some text behind. */
    public static byte[] image(String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        byte[] image = Arrays.copyOf(PNG, PNG.length + content.length);
        System.arraycopy(content, 0, image, PNG.length, content.length);
        return image;
    }

    /** Writes an image whose text is its name, and the folders on the way. */
    public static void writeImage(Path folder, String name) throws IOException {
        write(folder, name, image(name));
    }

    public static void write(Path folder, String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    public static void write(Path folder, String name, String content) throws IOException {
        write(folder, name, content.getBytes(StandardCharsets.UTF_8));
    }

    public static SourceInput of(Path path, SourceOptions options) throws IOException {
        Listing listing = Listing.of(options.key(), UserPath.of(options.key(), path.toString(), HADOOP));
        return new SourceInput(listing, options, HADOOP);
    }

    public static List<SourceItem> items(Source source) throws IOException {
        List<SourceItem> items = new ArrayList<>();
        for (SourcePart part : source.parts()) {
            // As Spark sends it to a task.
            SerializationUtils.roundtrip(part).read(HADOOP).forEachRemaining(item -> {
                assertHolds(part, item);
                items.add(item);
            });
        }
        return items;
    }

    private static void assertHolds(SourcePart part, SourceItem item) {
        part.container().ifPresent(file -> assertThat(item.id())
                .satisfiesAnyOf(id -> assertThat(id).startsWith(file + "!"), id -> assertThat(id)
                        .isEqualTo(file)));
    }

    /** Returns a line for each item: {@code id | label | group | split | text behind the image's start}. */
    public static List<String> lines(Source source) throws IOException {
        return items(source).stream().map(TestInput::line).toList();
    }

    private static String line(SourceItem item) {
        if (item instanceof SourceImage image) {
            String content =
                    image.raw() == null ? text(image.bytes()) : image.raw() + " " + Arrays.toString(image.bytes());
            return String.join(
                    " | ", image.id(), shown(image.label()), shown(image.group()), shown(image.split()), content);
        }
        SourceFailure failure = (SourceFailure) item;
        return failure.id() + " ! " + failure.reason() + (failure.lost() == 1 ? "" : " ×" + failure.lost());
    }

    private static String shown(String text) {
        return text == null ? "-" : text;
    }

    private static String text(byte[] bytes) {
        boolean image = Arrays.equals(bytes, 0, Math.min(PNG.length, bytes.length), PNG, 0, PNG.length);
        int start = image ? PNG.length : 0;
        return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
    }
}
