package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is really full, at several points of a run; mounting it needs root. */
@Tag("matrix")
class DiskFullIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"100k", "4500k", "6m"})
    void aRunThatFillsTheDiskSaysSoAndContinuesOnceThereIsRoom(String size) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        call("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString());
        try {
            Path run = disk.resolve("run");
            Submission full = train(run);

            assertThat(full.code()).as(full.why()).isEqualTo(1);
            assertThat(full.error().strip())
                    .startsWith("error: the file system must have room for what is written. Given: ")
                    .contains("Make room")
                    .doesNotContain("\n");
            if (Files.exists(run.resolve("run.json"))) {
                assertThat(Submission.json(run.resolve("run.json"))
                                .get("status")
                                .asText())
                        .isEqualTo("failed");
            }
            assertNothingIsLeftOver(run);

            call("mount", "-o", "remount,size=100m", disk.toString());
            Submission again = train(run);
            assertThat(again.code()).as(again.why()).isZero();
            assertNothingIsLeftOver(run);
        } finally {
            call("umount", disk.toString());
        }
    }

    private static Submission train(Path run) throws IOException, InterruptedException {
        return Submission.run(
                "train", "-D", "train.epochs=1", "-D", "checkpoint.every-rounds=2", "-D", "run.dir=" + run);
    }

    private static void assertNothingIsLeftOver(Path run) throws IOException {
        if (!Files.exists(run)) {
            return;
        }
        try (Stream<Path> all = Files.walk(run)) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith(".") || name.startsWith("owner-"));
        }
    }

    private static void call(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(command)).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
