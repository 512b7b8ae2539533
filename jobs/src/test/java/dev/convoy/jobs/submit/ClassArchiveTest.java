package dev.convoy.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive of classes makes starts shorter, and never makes one fail. */
class ClassArchiveTest {
    private static final String HELLO =
            "public class Hello { public static void main(String[] a) { System.out.println(\"hello\"); } }";

    @TempDir
    private Path folder;

    private Path jar;
    private FakeMachine machine;

    @BeforeEach
    void build() throws IOException {
        jar = Files.createDirectories(folder.resolve("a b/jobs/target")).resolve("convoy.jar");
        Files.writeString(jar, "a jar");
        machine = new FakeMachine(folder)
                .with("CONVOY_HOME", folder.resolve("a b").toString());
    }

    @Test
    void anotherBuildOrSparkHasAnotherArchive() throws IOException {
        List<ClassArchive> archives = new ArrayList<>(List.of(archive()));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));
        archives.add(archive());
        Files.writeString(jar, "a longer jar");
        Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));
        archives.add(archive());
        machine.with("SPARK_HOME", "/other");
        archives.add(archive());

        assertThat(archives).doesNotHaveDuplicates();
        assertThat(archive()).isEqualTo(archives.get(archives.size() - 1));
    }

    @Test
    void noneIsMadeIfAFolderWithFilesIsOnTheClassPath() throws IOException {
        Path conf = folder.resolve("spark/conf");
        machine.with("SPARK_CONF_DIR", conf.toString());
        assertThat(ClassArchive.isPossible(machine.machine())).as("no folder").isTrue();
        Files.createDirectory(conf);
        assertThat(ClassArchive.isPossible(machine.machine())).as("empty").isTrue();
        for (String variable : List.of("SPARK_DIST_CLASSPATH", "HADOOP_CONF_DIR", "YARN_CONF_DIR")) {
            assertThat(ClassArchive.isPossible(new FakeMachine(folder)
                            .with(variable, "/etc/hadoop")
                            .machine()))
                    .as(variable)
                    .isFalse();
        }
        machine.defaults("spark.executor.memory 2g");
        assertThat(ClassArchive.isPossible(machine.machine())).isFalse();
        assertThat(ClassArchive.isPossible(new FakeMachine(folder).machine()))
                .as("Spark's own folder")
                .isFalse();
    }

    @Test
    void thereAreNoOptionsWithoutAnArchive() throws IOException {
        assertThat(archive().options()).isEmpty();
        Files.createFile(archive().file());
        assertThat(archive().options()).isEmpty();
    }

    /** Java's own archive takes the place of Convoy's. */
    @ParameterizedTest
    @ValueSource(strings = {"whole", "cut", "one byte", "text", "other Java", "header"})
    void javaStartsWithoutAnArchiveThatItCannotUse(String damage) throws Exception {
        byte[] whole = Files.readAllBytes(Path.of(System.getProperty("java.home"), "lib/server/classes.jsa"));
        Files.write(archive().file(), damaged(damage, whole));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(archive().options());
        command.add(Files.writeString(folder.resolve("Hello.java"), HELLO).toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("hello\n");
        assertThat(process.waitFor()).isZero();
    }

    private static byte[] damaged(String how, byte[] whole) {
        byte[] changed = whole.clone();
        switch (how) {
            case "cut" -> changed = Arrays.copyOf(whole, whole.length / 2);
            case "one byte" -> changed = new byte[] {1};
            case "text" -> changed = "not an archive".getBytes(StandardCharsets.UTF_8);
            case "other Java" -> {
                // The header names the Java that has made the archive.
                String header = new String(whole, 0, 4096, StandardCharsets.ISO_8859_1);
                changed[header.indexOf(System.getProperty("java.vm.version"))]++;
            }
            case "header" -> Arrays.fill(changed, 0, 64, (byte) 7);
            default -> assertThat(how).isEqualTo("whole");
        }
        return changed;
    }

    /** The fake machine has no Spark, so that nothing can be archived. */
    @Test
    void whatCannotBeMadeIsTriedOnceADay() throws Exception {
        StringPrint console = new StringPrint();
        ClassArchiver archiver = new ClassArchiver(
                machine.with(
                                "TMPDIR",
                                Files.createDirectory(folder.resolve("tmp")).toString())
                        .machine(),
                console.stream());
        archiver.make(archive());

        assertThat(archive().file()).isEmptyFile();
        assertThat(console.text()).contains("starts without an archive of classes: ");
        archiver.make(archive());
        assertThat(console.text().lines()).hasSize(2);
        Files.setLastModifiedTime(archive().file(), FileTime.from(Instant.now().minus(25, ChronoUnit.HOURS)));
        archiver.make(archive());
        assertThat(console.text().lines()).hasSize(4);
    }

    @Test
    void aJobStartsIfTheLockCannotBeTaken() throws Exception {
        Files.createDirectory(jar.resolveSibling("classes.lock"));
        StringPrint console = new StringPrint();
        new ClassArchiver(machine.machine(), console.stream()).make(archive());

        assertThat(console.text()).contains("starts without an archive of classes: ");
        assertThat(archive().file()).doesNotExist();
    }

    @Test
    void archivesOfEarlierBuildsAreRemoved() throws Exception {
        Path earlier = Files.writeString(jar.resolveSibling("classes-0123.jsa"), "earlier");
        Path ofAnotherJava = Files.writeString(jar.resolveSibling(archive().build() + "-0123.jsa"), "this build's");
        new ClassArchiver(machine.machine(), new StringPrint().stream()).make(archive());

        assertThat(earlier).doesNotExist();
        assertThat(ofAnotherJava).exists();
        assertThat(jar).exists();
    }

    private ClassArchive archive() throws IOException {
        return ClassArchive.of(machine.machine());
    }

    /** A console that is read as text. */
    private static final class StringPrint {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        PrintStream stream() {
            return new PrintStream(bytes, true, StandardCharsets.UTF_8);
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
