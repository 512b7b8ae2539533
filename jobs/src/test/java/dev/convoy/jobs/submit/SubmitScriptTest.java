package dev.convoy.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests what {@code submit.sh} does itself, in a copy of Convoy's folder with a Maven, a Java and a Spark that only
 * print what they are asked for.
 */
class SubmitScriptTest {
    private static final String SPARK = "jobs/spark-runtime/target/spark";
    private static final String BUILD = "mkdir -p jobs/target " + SPARK + "/jars; touch " + SPARK
            + "/jars/spark-launcher_2.12-3.5.5.jar " + SPARK + "/complete jobs/target/convoy.jar";

    @TempDir
    private Path folder;

    private Path home;
    private Path bin;

    @BeforeEach
    void copy() throws IOException {
        home = Files.createDirectories(folder.resolve("100%20 \u00e4,b/convoy"));
        bin = Files.createDirectories(folder.resolve("bin"));
        Files.copy(FakeMachine.HOME.resolve("submit.sh"), home.resolve("submit.sh"));
        for (String module : List.of("", "jobs", "driver", "jobs/spark-runtime")) {
            Files.createDirectories(home.resolve(module).resolve("src/main"));
            Files.writeString(home.resolve(module).resolve("pom.xml"), "<project/>");
        }
        java("printf 'exec\\0\\0A=b c\\0\\0echo\\0started %s\\0' \"${CONVOY_HOME##*/}\"");
        mvn(BUILD);
    }

    /** The launcher's Java does this; asked for its version, it is 17. */
    private void java(String launcher) throws IOException {
        script("java", "[ \"$1\" != -version ] || { echo 'openjdk version \"17.0.9\"' >&2; exit; }\n" + launcher);
    }

    private void mvn(String work) throws IOException {
        script("mvn", "echo build >> '" + folder + "/mvn.called'\n" + work);
    }

    private void script(String name, String text) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(file, "#!/bin/bash\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aFreshBuildIsNotRepeated() throws Exception {
        assertThat(run()).isEqualTo("0 building Convoy (once; Maven fetches what it needs)\nstarted convoy\n");
        assertThat(run()).isEqualTo("0 started convoy\n");
        assertThat(builds()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "jobs/spark-runtime/pom.xml",
                "driver/src/main",
            })
    void whatIsNewerThanTheJarIsBuilt(String changed) throws Exception {
        run();
        Files.setLastModifiedTime(
                home.resolve(changed), FileTime.from(Instant.now().plusSeconds(5)));
        run();

        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void benchmarksAreBuiltWhenTheyAreAskedFor() throws Exception {
        Files.createDirectories(home.resolve("jobs/bench/src/main"));
        run();
        mvn(
                BUILD
                        + "; [[ $* == *jobs/bench* ]] && mkdir -p jobs/bench/target && touch jobs/bench/target/convoy-bench.jar");
        String script = home.resolve("submit.sh").toString();

        assertThat(end(start(Map.of(), script, "--cluster", "local", "bench", "kernels")))
                .startsWith("0 building");
        assertThat(end(start(Map.of(), script, "bench", "kernels"))).isEqualTo("0 started convoy\n");
        assertThat(run()).isEqualTo("0 started convoy\n");
        assertThat(builds()).isEqualTo(2);
    }

    /** One build is interrupted while it writes the jar, one while it writes Spark's folder. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mkdir -p jobs/target " + SPARK + "; touch " + SPARK
                        + "/complete jobs/target/convoy-shaded.jar; exit 130",
                "mkdir -p jobs/target " + SPARK + "/jars; touch jobs/target/convoy.jar " + SPARK
                        + "/jars/spark-launcher_2.12-3.5.5.jar; exit 143",
            })
    void anInterruptedBuildIsRepeated(String interrupted) throws Exception {
        mvn(interrupted);
        assertThat(run()).startsWith("1 ").endsWith("error: the build failed. See Maven's lines above.\n");
        mvn(BUILD);
        assertThat(run()).startsWith("0 building").endsWith("started convoy\n");
    }

    @Test
    void aSecondCallerWaitsAndDoesNotBuildAgain() throws Exception {
        mvn("until [ -e '" + folder + "/go' ]; do sleep 0.05; done; " + BUILD);
        Process first = start(Map.of(), home.resolve("submit.sh").toString());
        await("mvn.called");
        Process second = start(Map.of(), home.resolve("submit.sh").toString());
        String said = second.inputReader().readLine();
        Files.createFile(folder.resolve("go"));

        assertThat(said).isEqualTo("waiting for another submit.sh that builds Convoy");
        assertThat(end(second)).isEqualTo("0 started convoy\n");
        assertThat(end(first)).endsWith("started convoy\n");
        assertThat(builds()).isEqualTo(1);
    }

    private void await(String name) throws InterruptedException {
        while (!Files.exists(folder.resolve(name))) {
            Thread.sleep(20);
        }
    }

    @Test
    void itIsFoundThroughLinksAndWhateverCdpathSays() throws Exception {
        Files.createDirectories(folder.resolve("elsewhere/convoy"));
        Path link = Files.createSymbolicLink(
                bin.resolve("convoy"),
                bin.relativize(Files.createSymbolicLink(folder.resolve("link"), home.resolve("submit.sh"))));
        Map<String, String> cdpath =
                Map.of("CDPATH", folder.resolve("elsewhere").toString());

        assertThat(end(start(Map.of(), link.toString()))).endsWith("started convoy\n");
        assertThat(end(start(cdpath, "bash", "-c", "cd '" + home.getParent() + "' && convoy/submit.sh")))
                .endsWith("started convoy\n");
        assertThat(end(start(cdpath, "bash", "-c", "convoy"))).endsWith("started convoy\n");
    }

    @Test
    void itNeedsNothingOnThePathButJavaOnceItIsBuilt() throws Exception {
        run();
        Files.delete(bin.resolve("mvn"));

        assertThat(end(start(
                        Map.of("PATH", bin.toString()),
                        "/bin/bash",
                        home.resolve("submit.sh").toString())))
                .isEqualTo("0 started convoy\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "JAVA_HOME=/nowhere  | error: Java 17 must be in JAVA_HOME or on the PATH. Given: JAVA_HOME=/nowhere, ",
                "SPARK_HOME=/nowhere | error: SPARK_HOME must be a folder of Spark 3.5 for Scala 2.12. Given: /nowhere.",
            })
    void aWrongFolderIsNamed(String variable, String line) throws Exception {
        run();
        String[] assignment = variable.split("=", -1);
        String output = end(start(
                Map.of(assignment[0], assignment[1]), home.resolve("submit.sh").toString()));

        assertThat(output).startsWith("2 " + line);
        assertThat(output.lines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_402,8", "11.0.22,11", "16,16", "25.0.1,25"})
    void aJavaThatSparkDoesNotRunOnIsNamed(String version, String major) throws Exception {
        script("java", "echo 'openjdk version \"" + version + "\" 2024-01-16' >&2");
        String output = run();

        assertThat(output)
                .isEqualTo("2 error: Java must be 17 to 22. Given: " + bin + "/java, Java " + major
                        + ". Set JAVA_HOME to another.\n");
    }

    @Test
    void anArchiveWithoutSourcesBuildsNothing() throws Exception {
        run();
        Files.delete(home.resolve("pom.xml"));
        Files.setLastModifiedTime(
                home.resolve("driver/src/main"), FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(run()).isEqualTo("0 started convoy\n");
    }

    @ParameterizedTest
    @CsvSource({
        "LC_ALL,C,C.UTF-8",
        "LC_ALL,POSIX,C.UTF-8",
        "LANG,C,C.UTF-8",
        "LC_CTYPE,en_US.UTF-8,C.UTF-8",
        "LANG,de_DE.UTF-8,C.UTF-8"
    })
    void javaIsGivenALocaleThatCanNameAllFilesAndSpeaksEnglish(String variable, String given, String characters)
            throws Exception {
        run();
        java("printf 'exec\\0\\0\\0echo\\0%s\\0' \"$LC_CTYPE $LC_MESSAGES${LC_ALL:-}\"");

        assertThat(end(start(Map.of(variable, given), home.resolve("submit.sh").toString())))
                .isEqualTo("0 " + characters + " C\n");
    }

    /**
     * spark-env.sh is read as Spark's own scripts read it: all that it sets is exported, it is read once, and it may be
     * careless.
     */
    @Test
    void sparksEnvironmentFileIsRead() throws Exception {
        run();
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(conf.resolve("spark-env.sh"), "false; : $UNSET\nHADOOP_CONF_DIR=/etc/x\nOFTEN=${OFTEN:-}1\n");
        java("printf 'exec\\0\\0\\0echo\\0%s %s %s\\0' \"$HADOOP_CONF_DIR\" \"$OFTEN\" \"$SPARK_ENV_LOADED\"");

        assertThat(end(start(
                        Map.of("SPARK_CONF_DIR", conf.toString()),
                        home.resolve("submit.sh").toString())))
                .isEqualTo("0 /etc/x 1 1\n");
    }

    /** The script's process becomes the driver's; a properties file is open to it, but already deleted. */
    @Test
    void theCommandTakesTheProcessOver() throws Exception {
        run();
        Path secret = Files.writeString(folder.resolve("secret"), "spark.a b");
        java("printf 'exec\\0" + secret
                + "\\0X=1 2\\0\\0bash\\0-c\\0echo $$ $X; cat /dev/fd/9; echo; cat /dev/fd/9; exit 75\\0'");
        Process process = start(Map.of(), home.resolve("submit.sh").toString());

        assertThat(end(process)).isEqualTo("75 " + process.pid() + " 1 2\nspark.a b\nspark.a b");
        assertThat(secret).doesNotExist();
    }

    @Test
    void aColonInTheFoldersPathIsRefused() throws Exception {
        Path colon = Files.createDirectories(folder.resolve("12:45")).resolve("submit.sh");
        Files.copy(home.resolve("submit.sh"), colon);

        assertThat(end(start(Map.of(), colon.toString())))
                .isEqualTo(
                        "2 error: Convoy's folder must have no colon in its path, which Java's class path cannot hold."
                                + " Given: " + colon.getParent() + ". Move it.\n");
    }

    /** The build itself may need no new file in that folder. */
    @Test
    void aCheckoutWithoutWritePermissionIsLocked() throws Exception {
        Files.setPosixFilePermissions(home.resolve("pom.xml"), PosixFilePermissions.fromString("r--r--r--"));

        assertThat(run()).endsWith("started convoy\n");
        assertThat(Files.readString(home.resolve("submit.sh"))).doesNotContain("exec 8<>");
    }

    @Test
    void theLaunchersExitCodeIsTheScripts() throws Exception {
        run();
        java("exit 2");

        assertThat(run()).isEqualTo("2 ");
    }

    private String run() throws IOException, InterruptedException {
        return end(start(Map.of(), home.resolve("submit.sh").toString()));
    }

    private Process start(Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        Map<String, String> variables =
                new HashMap<>(Map.of("PATH", bin + ":/usr/bin:/bin", "HOME", folder.toString()));
        variables.putAll(environment);
        builder.environment().clear();
        builder.environment().putAll(variables);
        return builder.start();
    }

    /** Returns the exit code and all that was printed. */
    private static String end(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + output;
    }

    private long builds() throws IOException {
        return Files.readAllLines(folder.resolve("mvn.called")).size();
    }
}
