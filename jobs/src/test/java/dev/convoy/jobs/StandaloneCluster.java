package dev.convoy.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Spark standalone cluster: a master and two workers of two cores, each a process with a separate loopback address.
 */
final class StandaloneCluster implements AutoCloseable {
    private static final Path SPARK = Submission.HOME.resolve("jobs/spark-runtime/target/spark");
    private static final int WORKERS = 2;

    private final Path folder;
    private final List<String> properties = new ArrayList<>();
    private final Deque<ChildJvm> processes = new ArrayDeque<>();
    private final String master;

    /** @param properties of Spark, for master and workers */
    StandaloneCluster(Path folder, Map<String, String> properties) throws IOException, InterruptedException {
        this.folder = folder;
        properties.forEach((name, value) -> this.properties.add("-D" + name + "=" + value));
        master = start("master", "master.Master", "127.0.0.1").await("Starting Spark master at (spark://\\S+)");
        for (int i = 0; i < WORKERS; i++) {
            String work = folder.resolve("work" + i).toString();
            start(
                            "worker" + i,
                            "worker.Worker",
                            "127.0.0." + (i + 1),
                            "--cores",
                            "2",
                            "--memory",
                            "4g",
                            "--work-dir",
                            work,
                            master)
                    .await("Successfully registered with master");
        }
    }

    String master() {
        return master;
    }

    /** Number of executors of all applications so far: each leaves a folder. */
    long executors() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(
                            file -> file.getParent().getFileName().toString().startsWith("app-"))
                    .count();
        }
    }

    @Override
    public void close() {
        while (!processes.isEmpty()) {
            processes.pop().close();
        }
    }

    private ChildJvm start(String name, String daemon, String host, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(properties);
        arguments.addAll(List.of(EndsWithParent.class.getName(), "org.apache.spark.deploy." + daemon));
        arguments.addAll(List.of("--host", host, "--port", "0", "--webui-port", "0"));
        arguments.addAll(List.of(more));
        ChildJvm process = new ChildJvm(
                folder.resolve(name),
                Map.of("SPARK_HOME", SPARK.toString(), "SPARK_SCALA_VERSION", "2.12"),
                SPARK.resolve("jars") + "/*:" + Path.of("target/test-classes").toAbsolutePath(),
                arguments.toArray(String[]::new));
        processes.push(process);
        return process;
    }
}
