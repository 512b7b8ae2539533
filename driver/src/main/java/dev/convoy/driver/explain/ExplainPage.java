package dev.convoy.driver.explain;

import dev.convoy.driver.run.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The page as one HTML file: its styles, its scripts and its data are inside, and it asks for no other file. */
public final class ExplainPage {
    /** In the order in which they use each other; their import and export statements are removed. */
    private static final List<String> SCRIPTS = List.of(
            "numbers.js",
            "drawing.js",
            "layers.js",
            "sliding.js",
            "formulas.js",
            "basics.js",
            "graph.js",
            "unit.js",
            "evidence.js",
            "page.js");

    private ExplainPage() {}

    /** Returns the page; without an explanation it has the first chapter only. */
    public static byte[] html(Optional<Explanation> explanation) {
        String data = explanation.map(Json::line).orElse("null");
        return resource("page.html")
                .replace("/*styles*/", resource("page.css"))
                .replace("/*scripts*/", scripts())
                .replace("/*sample*/", resource("sample.json").strip())
                // A name such as </script> must not end the element.
                .replace("/*data*/", data.replace("<", "\\u003c"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String scripts() {
        return SCRIPTS.stream()
                .map(ExplainPage::resource)
                .map(script -> script.replaceAll("(?m)^import [^;]*;\\R", "").replaceAll("(?m)^export ", ""))
                .collect(Collectors.joining("\n"));
    }

    private static String resource(String name) {
        try (InputStream in = ExplainPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
