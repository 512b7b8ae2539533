package dev.convoy.jobs.job;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.ConfigLoader;
import dev.convoy.driver.config.Data;
import dev.convoy.driver.report.RunSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Test
    void settingsThatTheRunWasNotTrainedWithAreRefused() {
        Normalization unit = Normalization.same(1, 0, 255);
        RunSummary.Head summary =
                new RunSummary.Head("completed", Map.of("data.resize", "32"), new Shape(1, 28, 28), unit, List.of());
        TrainedRun run = new TrainedRun(summary, 8, null, null);

        run.requireOwn(images());
        run.requireOwn(images("data.image-size=28", "data.resize=32", "data.normalization=unit"));
        assertThatThrownBy(() -> run.requireOwn(images("data.image-size=16")))
                .hasMessage("data.image-size must be what the run was trained with. Given: 16; the run has 28. Leave it"
                        + " out.");
        assertThatThrownBy(() -> run.requireOwn(images("data.image-size=28", "data.resize=30")))
                .hasMessageContaining("Given: 30; the run has 32.");
        assertThatThrownBy(() -> run.requireOwn(images("data.normalization=symmetric")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("data.normalization must be what the run was trained with.");
    }

    private static Data.Images images(String... keys) {
        return new ConfigLoader().load(Optional.empty(), List.of(keys)).data().images();
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
