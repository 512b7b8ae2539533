package dev.convoy.driver.live.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.driver.live.Point;
import dev.convoy.driver.run.FailingStreams;
import dev.convoy.driver.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.util.Event;
import org.tensorflow.proto.util.SessionLog.SessionStatus;

class EventFilesTest {
    @TempDir
    private Path folder;

    @Test
    void pointsAreReadBackByTensorFlowsMessages() throws IOException {
        try (EventFiles files = files(local(), 0)) {
            files.write(List.of());
            files.write(List.of(
                    new Point(1_700_000_000_250L, 1, Map.of("loss", 2.25)),
                    new Point(1_700_000_001_000L, 2, Map.of("test/accuracy", 0.75))));
            // Visible before the end of the run.
            List<Event> events = EventReader.read(written().get(0));

            assertThat(events).hasSize(4);
            assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
            assertThat(events.get(2).getWallTime()).isEqualTo(1_700_000_000.25);
            assertThat(EventReader.values(events)).containsExactly("1 loss=2.25", "2 test/accuracy=0.75");
        }
    }

    /** TensorBoard forgets what a killed process wrote after its last checkpoint. */
    @Test
    void aRunThatContinuesBeginsAFileAtTheRoundOfItsCheckpoint() throws IOException {
        for (int rounds : List.of(0, 7)) {
            try (EventFiles files = files(local(), rounds)) {
                files.write(List.of());
            }
        }

        assertThat(written()).hasSize(2);
        assertThat(starts()).containsExactly(1L, 8L);
    }

    @Test
    void pointsAreCompleteAfterAFailure() throws IOException {
        FailingStreams failing = new FailingStreams(local());
        List<Point> second = List.of(point(2), point(3));
        try (EventFiles files = files(new RunFolder(failing, local().path()), 0)) {
            files.write(List.of(point(1)));
            failing.fail(true);
            assertThatThrownBy(() -> files.write(second)).isInstanceOf(IOException.class);
            failing.fail(false);
            files.write(second);
        }

        assertThat(starts()).containsExactly(1L, 2L);
        assertThat(EventReader.values(EventReader.read(written().get(1)))).containsExactly("2 loss=2.0", "3 loss=3.0");
    }

    @Test
    void whereNothingCanBeFlushedAFileIsClosedFromTimeToTime() throws IOException {
        FailingStreams store = new FailingStreams(local());
        store.flush(false);
        RunFolder run = new RunFolder(store, local().path());
        try (EventFiles files = new EventFiles(run, 0, Duration.ZERO)) {
            files.write(List.of(point(1)));
            assertThat(EventReader.read(written().get(0))).hasSize(3);
            files.write(List.of(point(2)));
        }

        assertThat(starts()).containsExactly(1L, 2L);
    }

    private static EventFiles files(RunFolder run, int rounds) {
        return new EventFiles(run, rounds, EventFiles.DELAY);
    }

    private static Point point(int round) {
        return new Point(0, round, Map.of("loss", (double) round));
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("tensorboard"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("events.out.tfevents."))
                    .sorted()
                    .toList();
        }
    }

    private List<Long> starts() throws IOException {
        List<Long> steps = new ArrayList<>();
        for (Path file : written()) {
            Event start = EventReader.read(file).get(1);
            assertThat(start.getSessionLog().getStatus()).isEqualTo(SessionStatus.START);
            steps.add(start.getStep());
        }
        return steps;
    }

    private RunFolder local() throws IOException {
        return RunFolder.at(folder.toString(), new Configuration());
    }
}
