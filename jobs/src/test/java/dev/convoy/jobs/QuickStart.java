package dev.convoy.jobs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Java options for Spark's processes in tests, which live some seconds: without the compiler that takes longer to pay
 * off, and with Convoy's archive of classes, they need a third of the CPU.
 */
final class QuickStart {
    static final String WITHOUT_SECOND_COMPILER = "-XX:TieredStopAtLevel=1";

    static final String OPTIONS = options();

    private QuickStart() {}

    /** Before the first test that needs them, makes the archive, so that no test sees the line about that. */
    private static String options() {
        Path target = Path.of("target").toAbsolutePath();
        Path archived = target.resolve("archived-" + SparkHome.PROCESS);
        // Of two processes that make their archives at the same time, one would go on without.
        try (FileChannel file = FileChannel.open(
                target.resolve("archived.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.lock();
            Path jar = target.resolve("convoy.jar");
            if (!Files.exists(archived)
                    || Files.getLastModifiedTime(archived).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                train(Files.createTempDirectory(target, "archive"));
                Files.write(archived, new byte[0]);
            }
            return WITHOUT_SECOND_COMPILER;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void train(Path folder) throws IOException, InterruptedException {
        ShortRun job = ShortRun.prepare(4, 2, folder);
        List<String> command =
                new ArrayList<>(List.of(Submission.HOME.resolve("submit.sh").toString()));
        command.addAll(Arrays.asList(job.arguments("run", "local[1]", List.of())));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeAll(List.of("HADOOP_CONF_DIR", "YARN_CONF_DIR"));
        builder.environment().put("SPARK_HOME", SparkHome.FOLDER.toString());
        builder.start().waitFor();
    }
}
