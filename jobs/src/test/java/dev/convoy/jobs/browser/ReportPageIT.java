package dev.convoy.jobs.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.report.page.ReportPage;
import dev.convoy.driver.report.page.WrittenRun;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.jobs.TrainedSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The report of a real run on the sample, in a browser. */
@Tag("matrix")
class ReportPageIT {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    @TempDir
    static Path folder;

    private static Path run;

    @BeforeAll
    static void train() {
        run = TrainedSample.of(folder.resolve("lenet"), "train.epochs=3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void opensQuietlyAndIsAccessible(String theme) throws IOException {
        try (OpenPage page = OpenPage.of(run.resolve("report.html"))) {
            page.prefer(theme);
            page.requireQuiet();
            page.requireAccessible();
            assertThat(page.find(".verdict").getText()).startsWith("The run is complete, after 24 rounds (3 epochs).");
            page.screenshot(SCREENSHOTS.resolve("report-" + theme + ".png"));
        }
    }

    /** Nothing is wider than a phone but tables, which scroll by themselves. */
    @Test
    void fitsAPhone() throws IOException {
        try (OpenPage page = OpenPage.of(run.resolve("report.html"))) {
            page.resize(390, 844);
            assertThat((Number) page.script("document.documentElement.scrollWidth"))
                    .extracting(Number::intValue)
                    .isEqualTo(390);
            page.screenshot(SCREENSHOTS.resolve("report-phone.png"));
        }
    }

    @Test
    void aCellOfTheConfusionMatrixOpensItsImages() throws IOException {
        try (OpenPage page = OpenPage.of(run.resolve("report.html"))) {
            int all = page.all("#images li").size();
            WebElement cell = page.find("button.cell");
            String pair = cell.getDomAttribute("data-cell").replace(":", " predicted as ");
            cell.sendKeys(Keys.ENTER);

            List<WebElement> shown = page.all("#images li img");
            assertThat(shown).isNotEmpty().hasSizeLessThan(all);
            assertThat(shown).allMatch(image -> image.getDomAttribute("alt").equals(pair));
            page.find("#images button").click();
            assertThat(page.all("#images li")).hasSize(all);
            page.requireQuiet();
        }
    }

    @Test
    void arrowKeysReadACurve() throws IOException {
        try (OpenPage page = OpenPage.of(run.resolve("report.html"))) {
            WebElement plot = page.find("#curves svg.plot");
            plot.sendKeys(Keys.END);
            String last = page.find("#curves .readout").getText();
            plot.sendKeys(Keys.ARROW_LEFT);

            assertThat(last).startsWith("round 24: training ");
            assertThat(page.find("#curves .readout").getText()).startsWith("round 23: training ");
        }
    }

    @Test
    void aLongRunFits() throws IOException {
        WrittenRun run = new WrittenRun(folder.resolve("long"), 50_000, 4, 160).write(List.of("a", "b"));
        try (OpenPage page = OpenPage.of(page(List.of(run.folder()), "long.html"))) {
            page.requireQuiet();
            page.requireAccessible();
            assertThat(page.all("section")).hasSize(7);
            System.out.println("a report of 50,000 rounds opens in " + page.loadSeconds() + " s");
        }
    }

    @Test
    void severalRunsAreComparedAndSeedsMakeABand() throws IOException {
        List<Path> runs = new ArrayList<>(List.of(run));
        runs.add(TrainedSample.of(folder.resolve("seed"), "train.epochs=3", "train.seed=7"));
        runs.add(TrainedSample.of(
                folder.resolve("rate"),
                "train.epochs=3",
                "train.seed=9",
                "train.updater=sgd",
                "train.learning-rate=0.02"));
        runs.add(TrainedSample.of(folder.resolve("other"), "train.epochs=2", "train.batch-size=32"));
        try (OpenPage page = OpenPage.of(page(runs, "runs.html"))) {
            page.requireQuiet();
            page.requireAccessible();
            assertThat(page.find("#runs").getText())
                    .contains("train.seed", "train.learning-rate", "0.02", "train.batch-size", "lenet", "other");
            assertThat(page.find("#curves").getText()).contains("Held-out accuracy of 2 seeds");
            page.screenshot(SCREENSHOTS.resolve("report-runs.png"));
        }
    }

    private static Path page(List<Path> runs, String name) throws IOException {
        List<RunFolder> folders = new ArrayList<>();
        for (Path one : runs) {
            folders.add(RunFolder.at(one.toUri().toString(), new Configuration()));
        }
        return Files.write(folder.resolve(name), ReportPage.of(folders));
    }
}
