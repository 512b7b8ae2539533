package dev.convoy.jobs.job;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainedRunTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"identity\": {\"model",
                "null",
                "{}",
                "{\"identity\": {}}",
                "{\"identity\": {}, \"image\": {}, \"normalization\": {\"mean\": [0], \"deviation\": [1]}}"
            })
    void aSummaryThatIsDamagedOrOfAnEarlierConvoyIsRefused(String json) throws IOException {
        Files.writeString(folder.resolve(RunSummary.FILE), json);

        assertRefused("a run's run.json must be JSON with status, identity, image and normalization");
    }

    @Test
    void aModelThatIsMissingOrAnotherIsRefused() throws IOException {
        summary("{}");

        assertRefused("a run's model.json must be the model that it trains. Given: file:" + folder + " without it");
        Files.writeString(folder.resolve(RunFolder.MODEL), "{ }");
        assertRefused("a run's model.json must be the model that it trains. Given: file:" + folder + " with another");
    }

    /** Deeplearning4j would create any class that a configuration names. */
    @Test
    void aModelThatNamesAClassOfAnybodyElseIsRefused() throws IOException {
        String hostile = "{\"confs\": [{\"layer\": {\"@class\": \"javax.swing.JEditorPane\"}}]}";
        summary(hostile);
        Files.writeString(folder.resolve(RunFolder.MODEL), hostile);

        assertRefused("javax.swing.JEditorPane");
    }

    private void summary(String model) throws IOException {
        String sum = Preparation.sha256(model.getBytes(StandardCharsets.UTF_8));
        Map<String, Object> summary = Map.of(
                "status",
                "completed",
                "identity",
                Map.of("model", "lenet:" + sum),
                "image",
                new Shape(1, 28, 28),
                "normalization",
                new Normalization(new double[] {127}, new double[] {60}));
        Files.write(folder.resolve(RunSummary.FILE), Json.pretty(summary));
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> TrainedRun.read(RunFolder.at(folder.toString(), new Configuration()), false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }
}
