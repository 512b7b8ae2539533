package dev.convoy.driver.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is killed leaves no dataset, and the next one makes it. */
class KilledPrepareIT {
    private static final int MINUTES = 2;

    @TempDir
    private Path folder;

    @Test
    void killedBetweenShardsAndManifest() throws Exception {
        Path from = new Corpus(folder.resolve("from")).write(0, 30).folder();
        Path to = folder.resolve("to");
        assertThat(killed(from, to)).isEqualTo(KilledPreparation.CODE);
        assertThat(Corpus.files(to)).containsKey("train/part-00000.parquet").doesNotContainKey("manifest.json");
        assertThat(TargetFolder.at(to.toString(), new Configuration()).dataset())
                .isEmpty();

        SparkConf conf =
                new SparkConf().setMaster("local[2]").setAppName("test").set("spark.ui.enabled", "false");
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            PreparedFolder.make(spark, from, to);
            PreparedFolder.make(spark, from, folder.resolve("undisturbed"));
        }
        assertThat(Corpus.files(to)).containsExactlyEntriesOf(Corpus.files(folder.resolve("undisturbed")));
    }

    private int killed(Path from, Path to) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        // Java 17 needs them for Spark.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), KilledPreparation.class.getName()));
        command.addAll(List.of(from.toString(), to.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }
}
