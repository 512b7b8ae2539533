package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.average.PlainAverage;
import dev.convoy.driver.checkpoint.CheckpointStore;
import dev.convoy.driver.checkpoint.NumericEnvironment;
import dev.convoy.driver.checkpoint.Progress;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.dataset.manifest.Split;
import dev.convoy.driver.model.BuiltInModel;
import dev.convoy.driver.model.onnx.OnnxModel;
import dev.convoy.driver.plan.Plan;
import dev.convoy.driver.report.ClassTable;
import dev.convoy.driver.report.ConsoleReport;
import dev.convoy.driver.report.MetricsFile;
import dev.convoy.driver.report.ModelSummary;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.Optimizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.Adam;

/** The files and the console output of a run do not depend on the locale. */
class LocaleTest {
    private static final String OTHER_DIGITS = "[\\p{Nd}&&[^0-9]]";

    private final Locale before = Locale.getDefault();
    private final TinyJob tiny = TinyJob.of("onednn", Precision.FLOAT32, new Adam(0.01), List.of(70, 33), 2, 3, 8);
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @AfterEach
    void goBack() {
        Locale.setDefault(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "tr-TR", "hi-IN-u-nu-deva", "th-TH-u-ca-buddhist-nu-thai"})
    void checkpointsMetricsExportAndTablesAreTheSame(String tag) throws IOException {
        Locale.setDefault(Locale.ROOT);
        byte[] exported = exported(run(2));
        String tables = console.toString(StandardCharsets.UTF_8);
        List<String> names = checkpoints();
        assertThat(names).isNotEmpty().allMatch(name -> name.matches("round-\\d{6}"));

        Locale.setDefault(Locale.forLanguageTag(tag));
        // A run continues what another locale wrote, and the oldest checkpoints are removed.
        Progress more = run(3);
        assertThat(more.cursor().epoch()).isEqualTo(3);
        assertThat(checkpoints()).hasSameSizeAs(names).allMatch(name -> name.matches("round-\\d{6}"));
        assertThat(console.toString(StandardCharsets.UTF_8))
                .hasSizeGreaterThan(tables.length())
                .doesNotContainPattern(OTHER_DIGITS);
        Locale.setDefault(Locale.ROOT);
        assertThat(store().latest().orElseThrow().cursor()).isEqualTo(more.cursor());
        List<String> lines = Files.readAllLines(folder.resolve("metrics.jsonl"));
        for (String line : lines) {
            assertThat(line).matches("\\p{ASCII}*");
            Json.reader(Map.class).readValue(line);
        }

        byte[] ofMore = exported(more);
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(exported(more)).isEqualTo(ofMore).isNotEqualTo(exported);
        assertThat(Stream.of(BuiltInModel.values()).map(BuiltInModel::key))
                .containsExactly("lenet", "vgg-small", "resnet20", "resnet50", "mobilenet-v1");
    }

    @Test
    void messagesHaveTheSameDigits() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

        assertThatThrownBy(() -> new Plan(1, List.of(Integer.MAX_VALUE, 1), 1, 1, 1))
                .hasMessageContaining("an epoch must have at most 2,147,483,647 examples. Given: 2,147,483,648.");
    }

    private Progress run(int epochs) throws IOException {
        CheckpointStore checkpoints = store();
        PrintStream out = new PrintStream(console, true, StandardCharsets.UTF_8);
        out.print(ModelSummary.of(tiny.job().model()));
        try (Optimizer optimizer = tiny.optimizer();
                Workers workers = new LocalWorkers(tiny.job(), 2, new Configuration())) {
            Progress start = checkpoints.latest().orElseGet(() -> Progress.start(optimizer.state()));
            try (MetricsFile metrics =
                    new MetricsFile(runFolder(), start.cursor().rounds())) {
                Schedule schedule = new Schedule(
                        tiny.job().plan(),
                        epochs,
                        3,
                        Optional.of(Split.TEST),
                        new PlainAverage(),
                        optimizer::learningRate);
                MeteredWorkers metered = new MeteredWorkers(workers, new PhaseClock("start"), start.counters());
                Progress end = new TrainingLoop(
                                schedule, metered, List.of(new ConsoleReport(out), metrics), checkpoints)
                        .run(start);
                out.print(ClassTable.of(
                        workers.evaluate(Split.TEST, end.state()),
                        Dataset.numbered(tiny.job().classes())));
                return end;
            }
        }
    }

    private byte[] exported(Progress progress) {
        return OnnxModel.of(
                        tiny.job().model(),
                        progress.state().parameters(),
                        tiny.job().normalization())
                .toByteArray();
    }

    private RunFolder runFolder() throws IOException {
        return RunFolder.at(folder.toString(), new Configuration());
    }

    private CheckpointStore store() throws IOException {
        return new CheckpointStore(
                runFolder(), Map.of("test", "tiny"), new NumericEnvironment("onednn", "float32", "any", 1), 2);
    }

    private List<String> checkpoints() {
        return Arrays.stream(folder.resolve("checkpoints").toFile().list())
                .sorted()
                .toList();
    }
}
