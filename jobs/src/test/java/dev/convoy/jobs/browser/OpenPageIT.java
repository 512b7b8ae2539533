package dev.convoy.jobs.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks of pages find what they are for. */
@Tag("matrix")
class OpenPageIT {
    @TempDir
    private Path folder;

    @Test
    void aQuietPage() throws IOException {
        try (OpenPage page = open("<h1>Title</h1><main>Text</main>")) {
            page.requireQuiet();
            page.requireAccessible();
            assertThat(page.loadSeconds()).isPositive();
        }
    }

    @Test
    void aRequest() throws IOException {
        try (OpenPage page = open("<img alt='' src='http://127.0.0.1:9/a.png'>")) {
            assertThatThrownBy(page::requireQuiet).hasMessageContaining("127.0.0.1:9");
        }
    }

    @Test
    void anError() throws IOException {
        try (OpenPage page = open("<script>missing();</script>")) {
            assertThatThrownBy(page::requireQuiet).hasMessageContaining("missing");
        }
    }

    @Test
    void lowContrast() throws IOException {
        try (OpenPage page = open("<main style='color:#999;background:#fff'>Text</main>")) {
            assertThatThrownBy(page::requireAccessible).hasMessageContaining("color-contrast");
        }
    }

    private OpenPage open(String body) throws IOException {
        Path file = folder.resolve("page.html");
        Files.writeString(
                file,
                "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>T</title></head><body>" + body
                        + "</body></html>");
        return OpenPage.of(file);
    }
}
