package dev.convoy.jobs.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.executor.AugmentedExamples.Seen;
import dev.convoy.driver.report.page.AugmentPage;
import dev.convoy.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of the verb augment, in a browser. */
@Tag("matrix")
class AugmentPageIT {
    private static final int COUNT = 8;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void opensQuietlyAndIsAccessible(String theme) throws IOException {
        Raster image = new Raster();
        image.reset(28, 28, 1);
        List<Seen> plain = Collections.nCopies(COUNT, new Seen(image, new float[] {1, 0, 0}));
        List<Seen> mixed = Collections.nCopies(COUNT, new Seen(image, new float[] {0.25f, 0.75f, 0}));
        byte[] page = new AugmentPage(List.of("shirt", "bag", "</script>"))
                .html("{mixup: 0.2}", "train.seed=1", plain, Collections.nCopies(COUNT, mixed));
        try (OpenPage open = OpenPage.of(Files.write(folder.resolve("page.html"), page))) {
            open.prefer(theme);
            open.requireQuiet();
            open.requireAccessible();
            assertThat(open.find("h1").getText()).isEqualTo("Training images as the network sees them");
            assertThat(open.find(".verdict").getText()).isEqualTo("train.augment = [{mixup: 0.2}]");
            assertThat(open.all("thead th")).hasSize(COUNT + 1);
            assertThat(open.all("tbody img")).hasSize(COUNT * (COUNT + 1));
            assertThat(open.all("tbody td").get(1).getText()).isEqualTo("bag: 75.0 %\nshirt: 25.0 %");
        }
    }
}
