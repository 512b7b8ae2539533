package dev.convoy.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** HDFS and YARN in a separate process: {@code jobs/mini-hadoop}, on its own class path. */
final class HadoopCluster implements AutoCloseable {
    private static final Path MODULE = Submission.HOME.resolve("jobs/mini-hadoop/target");

    private final Path folder;
    private final ChildJvm process;
    private final FileSystem files;

    HadoopCluster(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        process = new ChildJvm(
                folder,
                Map.of(),
                MODULE.resolve("classes") + ":" + MODULE.resolve("lib") + "/*",
                "dev.convoy.minihadoop.MiniHadoop",
                "conf");
        process.await("^ready$");
        Configuration conf = new Configuration();
        conf.addResource(new org.apache.hadoop.fs.Path(
                folder.resolve("conf/core-site.xml").toUri()));
        files = FileSystem.newInstance(conf);
    }

    /** Returns the environment for spark-submit. */
    Map<String, String> environment() {
        return Map.of("HADOOP_CONF_DIR", folder.resolve("conf").toString());
    }

    /** Returns its HDFS. */
    FileSystem files() {
        return files;
    }

    /** Returns how often YARN has started the application that this output of spark-submit names. */
    int attempts(String output) throws IOException, YarnException {
        Matcher id = Pattern.compile("application_\\d+_\\d+").matcher(output);
        if (!id.find()) {
            throw new IllegalArgumentException("no application in: " + output);
        }
        Configuration conf = new YarnConfiguration();
        conf.addResource(new org.apache.hadoop.fs.Path(
                folder.resolve("conf/yarn-site.xml").toUri()));
        try (YarnClient yarn = YarnClient.createYarnClient()) {
            yarn.init(conf);
            yarn.start();
            return yarn.getApplicationAttempts(ApplicationId.fromString(id.group()))
                    .size();
        }
    }

    /** Stops one of the three DataNodes; returns once it is gone. */
    void stopDataNode() throws IOException, InterruptedException {
        process.tell("stop-datanode");
        process.await("^done$");
    }

    /** Returns what the containers of YARN have written to files of this name. */
    String logs(String name) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> logs = all.filter(file -> file.getFileName().toString().equals(name))
                    .toList();
            StringBuilder text = new StringBuilder();
            for (Path log : logs) {
                text.append(log).append(":\n").append(Files.readString(log));
            }
            return text.toString();
        }
    }

    @Override
    public void close() throws IOException {
        files.close();
        process.close();
    }
}
