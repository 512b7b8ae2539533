package dev.convoy.driver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.round.RoundReport;
import dev.convoy.driver.run.FailingStreams;
import dev.convoy.driver.run.Json;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {
    @TempDir
    private Path folder;

    @Test
    void aRunThatContinuesKeepsTheLinesOfItsCheckpoint() throws IOException {
        write(local(), 0, 1, 2, 3);
        assertThat(rounds()).containsExactly(1, 2, 3);

        write(local(), 2, 3, 4);
        assertThat(rounds()).containsExactly(1, 2, 3, 4);
        write(local(), 0, 1);
        assertThat(rounds()).containsExactly(1);
        assertThat(folder).isDirectoryContaining(file -> file.endsWith("metrics.jsonl"));
    }

    @Test
    void linesAreVisibleAtOnceAndAPartOfOneIsDropped() throws IOException {
        MetricsFile metrics = new MetricsFile(local(), 0);
        metrics.roundDone(report(1), null);
        assertThat(rounds()).containsExactly(1);
        metrics.close();
        Files.writeString(
                folder.resolve("metrics.jsonl"), Files.readString(folder.resolve("metrics.jsonl")) + "{\"rou");

        write(local(), 2, 3);
        assertThat(rounds()).containsExactly(1, 3);
    }

    @Test
    void aFileThatCouldNotBeWrittenIsWrittenAnewWithTheNextRound() throws IOException {
        FailingStreams files = new FailingStreams(local());
        try (MetricsFile metrics = new MetricsFile(new RunFolder(files, local().path()), 0)) {
            metrics.roundDone(report(1), null);
            files.fail(true);
            assertThatThrownBy(() -> metrics.roundDone(report(2), null)).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> metrics.roundDone(report(3), null)).isInstanceOf(UncheckedIOException.class);
            files.fail(false);
            metrics.roundDone(report(4), null);
        }
        assertThat(rounds()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void aFileThatCouldNotBeWrittenInTheLastRoundIsWrittenAnewAtTheEnd() throws IOException {
        FailingStreams files = new FailingStreams(local());
        try (MetricsFile metrics = new MetricsFile(new RunFolder(files, local().path()), 0)) {
            metrics.roundDone(report(1), null);
            files.fail(true);
            assertThatThrownBy(() -> metrics.roundDone(report(2), null)).isInstanceOf(UncheckedIOException.class);
            files.fail(false);
        }
        assertThat(rounds()).containsExactly(1, 2);
    }

    @Test
    void whereFilesCannotBeFlushedLinesAreVisibleWithACheckpointAfterSomeTimeAndAtTheEnd() throws IOException {
        FailingStreams files = new FailingStreams(local());
        files.flush(false);
        RunFolder store = new RunFolder(files, local().path());
        try (MetricsFile metrics = new MetricsFile(store, 0)) {
            metrics.roundDone(report(1), null);
            assertThat(rounds()).isEmpty();
            metrics.saved(null);
            assertThat(rounds()).containsExactly(1);
            metrics.roundDone(report(2), null);
            assertThat(rounds()).containsExactly(1);
        }
        assertThat(rounds()).containsExactly(1, 2);
        try (MetricsFile metrics = new MetricsFile(store, 2, Duration.ZERO)) {
            metrics.roundDone(report(3), null);
            assertThat(rounds()).containsExactly(1, 2, 3);
        }
    }

    private static void write(RunFolder run, int before, int... rounds) throws IOException {
        try (MetricsFile metrics = new MetricsFile(run, before)) {
            for (int round : rounds) {
                metrics.roundDone(report(round), null);
            }
        }
    }

    private static RoundReport report(int round) {
        return new RoundReport(
                new RoundReport.Position(1, 1, round, 9),
                0.5,
                0.1,
                64,
                new RoundReport.Speed(1, 64, 0),
                RoundReport.Evaluation.NONE,
                List.of("onednn"),
                RoundReport.Details.NONE);
    }

    private record Numbered(int round) {}

    private List<Integer> rounds() throws IOException {
        List<Integer> rounds = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
            rounds.add(Json.reader(Numbered.class).<Numbered>readValue(line).round());
        }
        return rounds;
    }

    private RunFolder local() throws IOException {
        return RunFolder.at(folder.toString(), new Configuration());
    }
}
