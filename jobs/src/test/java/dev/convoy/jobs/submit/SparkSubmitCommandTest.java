package dev.convoy.jobs.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** If Spark has its own script, that is started, and its options survive its launcher's parsing. */
class SparkSubmitCommandTest {
    @TempDir
    private Path folder;

    @Test
    void optionsOfTheDriverReachSparksScriptWhole() throws Exception {
        List<String> options = List.of("-Da=/tmp/my log", "-Db=\"quoted\" \\ and 'so'", "-Dc=100%20\u00e4");
        SparkSubmitCommand command = withScript(options);
        Method parse = Class.forName("org.apache.spark.launcher.CommandBuilderUtils")
                .getDeclaredMethod("parseOptionString", String.class);
        parse.setAccessible(true);

        assertThat(command.command())
                .containsExactly(folder.resolve("spark/bin/spark-submit").toString(), "--x", "y");
        assertThat(parse.invoke(null, command.environment().get("SPARK_SUBMIT_OPTS")))
                .isEqualTo(List.of("-Dtheirs=1", options.get(0), options.get(1), options.get(2)));
    }

    private SparkSubmitCommand withScript(List<String> options) throws IOException {
        Path bin = Files.createDirectories(folder.resolve("spark/bin"));
        assertThat(Files.createFile(bin.resolve("spark-submit")).toFile().setExecutable(true))
                .isTrue();
        Machine machine =
                new FakeMachine(folder).with("SPARK_SUBMIT_OPTS", "-Dtheirs=1").machine();
        SubmitPlan plan = new SubmitPlan(
                Map.of("A", "b"), options, List.of("--x", "y"), Optional.empty(), List.of(), Optional.empty());
        return SparkSubmitCommand.of(plan, machine);
    }
}
