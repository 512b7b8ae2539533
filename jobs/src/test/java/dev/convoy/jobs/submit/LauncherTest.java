package dev.convoy.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.convoy.base.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stops the launcher, its user sees one line. */
class LauncherTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new InvalidInputException("a must be b", "c", "Do d."), 2, "a must be b. Given: c. Do d."),
                Arguments.of(
                        new UncheckedIOException(new FileSystemException("/tmp/x", null, "No space left on device")),
                        1,
                        "the file system must have room for what is written. Given: FileSystemException: /tmp/x: No space"
                                + " left on device. Make room, or write to another file system."),
                Arguments.of(
                        new AccessDeniedException("/tmp/x"),
                        2,
                        "the file system must let this user read and write. Given: AccessDeniedException: /tmp/x."
                                + " Change the permissions, or give another path."),
                Arguments.of(new NoClassDefFoundError("a/B"), 1, "NoClassDefFoundError: a/B"),
                Arguments.of(
                        new ExceptionInInitializerError(new IllegalStateException("a\nb")),
                        1,
                        "IllegalStateException: a"),
                Arguments.of(new StackOverflowError(), 1, "StackOverflowError"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsOneLineAndACode(Throwable failure, int code, String line) {
        ByteArrayOutputStream console = new ByteArrayOutputStream();

        assertThat(Launcher.reportErrors(
                        () -> ExceptionUtils.rethrow(failure), new PrintStream(console, true, StandardCharsets.UTF_8)))
                .isEqualTo(code);
        assertThat(console.toString(StandardCharsets.UTF_8)).isEqualTo("error: " + line + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/dev/null"})
    void aTemporaryFolderThatIsNoneIsNamed(String folder) throws IOException {
        FakeMachine machine = new FakeMachine(this.folder).with("TMPDIR", folder);

        assertThatThrownBy(() -> machine.submit("train"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("TMPDIR must be a folder that this user can write to. Given: " + folder + ".");
    }

    @Test
    void aDefaultsFileOfSomebodyElseIsNamed() throws IOException {
        FakeMachine machine = new FakeMachine(folder).defaults("spark.a b");
        Path file = folder.resolve("spark/conf/spark-defaults.conf");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("root reads every file").isFalse();

        assertThatThrownBy(() -> new Planner(List.of("train"), machine.machine()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("spark-defaults.conf must be a file that this user can read. Given: " + file);
    }
}
