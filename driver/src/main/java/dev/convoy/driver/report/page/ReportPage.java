package dev.convoy.driver.report.page;

import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** Makes the page of one or several runs: one HTML file that asks for no other. */
public final class ReportPage {
    /** The file's name in the run folder. */
    public static final String FILE = "report.html";

    private static final List<String> SCRIPTS = List.of(
            "elements.js",
            "chart.js",
            "overview.js",
            "classes.js",
            "images.js",
            "time.js",
            "layers.js",
            "runs.js",
            "page.js");

    private ReportPage() {}

    private record Content(List<RunRecord> runs) {}

    /**
     * Returns the page, of less than 2 MB for up to 20 runs.
     *
     * @param folders one run, or several to compare
     * @throws dev.convoy.base.InvalidInputException if one is not the folder of a run
     */
    public static byte[] of(List<RunFolder> folders) throws IOException {
        RunReader reader = new RunReader(folders.size());
        List<RunRecord> runs = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            runs.add(reader.read(folders.get(i), name(folders, i)));
        }
        return page(SCRIPTS, Json.line(new Content(runs)));
    }

    /** @param data JSON that the scripts read */
    static byte[] page(List<String> files, String data) {
        StringBuilder scripts = new StringBuilder();
        files.forEach(file -> scripts.append(resource(file)));
        return resource("report.html")
                .replace("/*STYLE*/", resource("report.css"))
                .replace("/*SCRIPT*/", scripts)
                // A text of the run must not end the element, nor start a comment in it.
                .replace("/*DATA*/", data.replace("<", "\\u003c"))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Runs of one name in several folders get the folder's name, too. */
    static String name(List<RunFolder> folders, int index) {
        Path path = folders.get(index).path();
        long alike = folders.stream()
                .filter(folder -> folder.path().getName().equals(path.getName()))
                .count();
        return alike > 1 && path.getParent() != null
                ? path.getParent().getName() + "/" + path.getName()
                : path.getName();
    }

    private static String resource(String file) {
        try (InputStream in = ReportPage.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
