package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verb augment writes one page, or says in one line why it does not. */
class AugmentTest {
    private static final String SAMPLE =
            Path.of("data/fashion-mnist-sample").toAbsolutePath().toUri().toString();

    @TempDir
    private Path folder;

    private VerbRun augment(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "augment",
                "--data",
                SAMPLE,
                "--out",
                folder.resolve("page.html").toString()));
        arguments.addAll(List.of(more));
        return VerbRun.of("local[1]", arguments);
    }

    @Test
    void eightImagesInEightEpochsWithSharesOfMixedLabels() throws IOException {
        VerbRun run = augment("-D", "train.augment=[{pad-crop: 2}, flip, {mixup: 50}]");

        assertThat(run.code()).as(run.error()).isZero();
        assertThat(run.out())
                .contains("page.html: training images in 8 epochs, train.augment=[{pad-crop: 2}, flip, {mixup: 50}]");
        JsonNode page = page();
        assertThat(page.get("augment").asText()).isEqualTo("{pad-crop: 2}, flip, {mixup: 50}");
        assertThat(page.get("sizes").asText()).contains("train.workers=2 and train.batch-size=64");
        assertThat(page.get("rows")).hasSize(8).allSatisfy(row -> {
            JsonNode plain = row.get("plain");
            assertThat(plain.get("shares")).hasSize(1);
            assertThat(row.get("epochs")).hasSize(8).allSatisfy(seen -> {
                assertThat(seen.get("source").asText())
                        .startsWith("data:image/png;base64,")
                        .isNotEqualTo(plain.get("source").asText());
                double sum = 0;
                for (JsonNode share : seen.get("shares")) {
                    sum += share.get(1).asDouble();
                }
                assertThat(sum).isBetween(0.999999, 1.000001);
            });
            assertThat(row.get("epochs").findValuesAsText("source")).doesNotHaveDuplicates();
        });
        assertThat(page.findValues("shares"))
                .anySatisfy(shares -> assertThat(shares).hasSize(2));
    }

    private JsonNode page() throws IOException {
        String html = Files.readString(folder.resolve("page.html"));
        assertThat(html).doesNotContain("src=\"http", "href=\"http").contains("default-src 'none'");
        int start = html.indexOf('>', html.indexOf("id=\"data\"")) + 1;
        return new ObjectMapper().readTree(html.substring(start, html.indexOf("</script>", start)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.augment=[flop]           | train.augment must be a list of random-resized-crop, pad-crop, flip,",
                "train.augment=[{pad-crop: 28}] | padding of pad-crop in train.augment must be below the height",
                "train.augment=[erasing, flip]  | train.augment must begin with random-resized-crop if it has that"
            })
    void whatCannotBeShownIsAnErrorAndNoFile(String key, String message) throws IOException {
        VerbRun run = augment("-D", key);

        assertThat(run.code()).as(run.error()).isEqualTo(2);
        assertThat(run.error().strip()).contains(message).doesNotContain("\n");
        assertThat(folder).isEmptyDirectory();
    }
}
