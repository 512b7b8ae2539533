package dev.convoy.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Java options for Spark's processes in tests, which live some seconds: without the compiler that takes longer to pay
 * off, and with an archive of Spark's classes, they need a third of the CPU.
 */
final class QuickStart {
    static final String WITHOUT_SECOND_COMPILER = "-XX:TieredStopAtLevel=1";

    private static final Path ARCHIVE =
            Path.of("target/spark-" + SparkHome.PROCESS + ".jsa").toAbsolutePath();

    /** A process with another class path does not use the archive, and would warn of that on its console. */
    static final String OPTIONS = WITHOUT_SECOND_COMPILER + " -XX:SharedArchiveFile=" + archive() + " -Xlog:disable";

    private QuickStart() {}

    /** Made by the first test that needs it. */
    private static Path archive() {
        try {
            if (!Files.exists(ARCHIVE)) {
                ShortRun job = ShortRun.prepare(
                        4, 2, Files.createTempDirectory(Path.of("target").toAbsolutePath(), "archive"));
                List<String> command = new ArrayList<>(
                        List.of(Submission.HOME.resolve("submit.sh").toString()));
                command.addAll(Arrays.asList(job.arguments("run", "local[1]", List.of())));
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
                builder.environment().put("SPARK_HOME", SparkHome.FOLDER.toString());
                builder.environment().put("SPARK_SUBMIT_OPTS", "-XX:ArchiveClassesAtExit=" + ARCHIVE);
                builder.start().waitFor();
            }
            return ARCHIVE;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
