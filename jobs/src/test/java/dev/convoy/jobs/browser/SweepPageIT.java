package dev.convoy.jobs.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.convoy.driver.report.page.RunTable;
import dev.convoy.driver.report.page.WrittenRun;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.driver.sweep.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.WebElement;

/** The page of a sweep's table, in a browser. */
@Tag("matrix")
class SweepPageIT {
    private static final int RUNS = 12;
    /** It was better than all others before it failed. */
    private static final int FAILED = 3;

    @TempDir
    static Path folder;

    private static Path page;

    @BeforeAll
    static void write() throws IOException {
        List<RunFolder> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            Path run = new WrittenRun(folder.resolve("run-" + i), 20, 2, 3)
                    .write(List.of("a", "b"))
                    .folder();
            Files.writeString(
                    run.resolve("resolved.conf"),
                    String.format(
                            Locale.ROOT,
                            "convoy { model = %s, train { learning-rate = %s, seed = %d } }",
                            i % 2 == 0 ? "lenet" : "resnet20",
                            List.of("0.001", "0.01", "0.1").get(i / 2 % 3),
                            i / 6));
            ObjectNode summary = (ObjectNode)
                    new ObjectMapper().readTree(run.resolve("run.json").toFile());
            summary.put("testAccuracy", 0.5 + 0.03 * i);
            if (i == FAILED) {
                summary.put("status", "failed").put("testAccuracy", 0.99);
            }
            new ObjectMapper().writeValue(run.resolve("run.json").toFile(), summary);
            runs.add(RunFolder.at(run.toString(), new Configuration()));
        }
        page = Files.write(
                folder.resolve("runs.html"), RunTable.of(runs, Metric.ACCURACY).page("Twelve runs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void opensQuietlyAndIsAccessible(String theme) throws IOException {
        try (OpenPage open = OpenPage.of(page)) {
            open.prefer(theme);
            open.requireQuiet();
            open.requireAccessible();
            assertThat(open.find(".verdict").getText())
                    .startsWith(
                            "Best test accuracy: run-11: test accuracy 0.83, model resnet20, train.learning-rate 0.1");
            assertThat(open.all("#runs tbody tr")).hasSize(RUNS);
            assertThat(open.find("#runs").getText()).contains("mean of seeds", "(2)");
            assertThat(open.all("#parallel polyline")).hasSize(RUNS - 1);
            assertThat(open.all("#keys figure")).hasSize(3);
            open.screenshot(Path.of("target/screenshots/sweep-" + theme + ".png"));
        }
    }

    @Test
    void aLineThatIsReachedByTheKeyboardIsReadOut() throws IOException {
        try (OpenPage open = OpenPage.of(page)) {
            WebElement line = open.all("#parallel polyline").get(0);
            open.script("document.querySelector('#parallel polyline').focus()");

            assertThat(open.find("#parallel .readout").getText()).isEqualTo(line.getDomAttribute("aria-label"));
            open.requireQuiet();
        }
    }

    @Test
    void fitsAPhone() throws IOException {
        try (OpenPage open = OpenPage.of(page)) {
            open.resize(390, 844);
            assertThat((Number) open.script("document.documentElement.scrollWidth"))
                    .extracting(Number::intValue)
                    .isEqualTo(390);
        }
    }
}
