package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images, checkpoints and results are on HDFS, and the driver runs outside YARN or inside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HadoopIT {
    @TempDir
    static java.nio.file.Path folder;

    private HadoopCluster hadoop;
    private ShortRun job;
    private String expectedSha;

    @BeforeAll
    void start() throws Exception {
        hadoop = new HadoopCluster(folder.resolve("hadoop"));
        job = ShortRun.prepare(8, 10, folder);
        for (File file : folder.resolve("data").toFile().listFiles()) {
            hadoop.files().copyFromLocalFile(new Path(file.toURI()), new Path(hdfs("/images"), file.getName()));
        }
        expectedSha = job.undisturbedSha();
    }

    @AfterAll
    void stop() throws IOException {
        if (hadoop != null) {
            hadoop.close();
        }
    }

    /** A recorded nvidia-smi gives YARN's machine a GPU; the script that finds it is sent with the job. */
    @Tag("matrix")
    @Test
    void aDriverBeforeYarnTrainsTheSameBitsOnExecutorsThatFindTheirGpus() throws Exception {
        String path = FakeNvidiaSmi.install(Files.createDirectories(folder.resolve("bin")), "one-gpu", 0)
                .path();
        Path run = hdfs("/runs/client");
        List<String> spark = yarn();
        spark.addAll(List.of("--conf", "spark.executorEnv.PATH=" + path));
        Submission submission = submit(train(run, "kernel.engine=onednn"), "yarn-gpu", spark);

        assertThat(submission.code())
                .as(submission.why() + hadoop.logs("stderr"))
                .isZero();
        assertThat(sha(run)).isEqualTo(expectedSha);
        assertThat(hadoop.logs("stderr")).contains("gpu -> [name: gpu, addresses: 0]");
        assertThat(names(run)).contains("resolved.conf", "metrics.jsonl", "model.zip", "spark.log");
    }

    /** The job's file and the model are on the submitting machine only, as far as the driver knows. */
    @Test
    void aDriverInsideYarnGetsItsFilesAndTrainsTheSameBits() throws Exception {
        Path run = hdfs("/runs/cluster");
        Map<String, String> keys = new HashMap<>(job.keys());
        String model = keys.remove("model");
        keys.putAll(
                Map.of("run.dir", run.toString(), "data.train", hdfs("/images").toString()));
        String text = keys.entrySet().stream()
                .map(key -> "convoy.%s = \"%s\"%n".formatted(key.getKey(), key.getValue()))
                .collect(Collectors.joining());
        java.nio.file.Path conf = Files.writeString(folder.resolve("job.conf"), text);
        List<String> spark = yarn();
        spark.addAll(List.of("--deploy-mode", "cluster"));
        Submission submission =
                submit(List.of("train", "--conf", conf.toString(), "-D", "model=" + model), "yarn", spark);

        assertThat(submission.code())
                .as(submission.why() + hadoop.logs("spark.log"))
                .isZero();
        assertThat(sha(run)).isEqualTo(expectedSha);
        assertThat(hadoop.logs("stdout")).contains("epoch 1/1 | round 10/10 | loss", "test accuracy");
        ReportData.of(run, hadoop.files().getConf()).requireTimeAttributed();
    }

    /** The driver kills its application, which YARN would retry. */
    @Test
    void wrongInputInsideYarnEndsTheApplicationAndIsReportedOnce() throws Exception {
        List<String> spark = yarn();
        spark.addAll(List.of("--deploy-mode", "cluster"));
        Path run = hdfs("/runs/refused");
        Submission submission = submit(train(run, "data.train=hdfs:///nowhere"), "yarn", spark);

        assertThat(submission.code()).as(submission.why()).isEqualTo(2);
        assertThat(submission.error())
                .containsOnlyOnce("error: data.train must name a folder or an IDX file that exists.")
                .doesNotContain("interrupted: ");
        assertThat(hadoop.logs("stderr")).doesNotContain("interrupted: ");
        assertThat(hadoop.attempts(submission.error())).isEqualTo(1);
        assertThat(hadoop.files().exists(run)).isFalse();
        assertThat(names(run.getParent())).noneMatch(name -> name.startsWith(".convoy-"));
    }

    @Tag("matrix")
    @Test
    void aRunOnYarnHoldsWithoutExecutorsGoesOnAndStopsWhenAsked() throws Exception {
        HeldRun held = new HeldRun(job, "held", properties -> {
            List<String> spark = yarn();
            properties.forEach(property -> spark.addAll(List.of("--conf", property)));
            return start(train(new Path(job.at("held").toUri())), "yarn", spark);
        });

        held.play();
    }

    @Tag("matrix")
    @Test
    void aDataNodeLostDuringTheRunChangesNothing() throws Exception {
        Path run = hdfs("/runs/datanode");
        RoundGate gate = RoundGate.closed(folder.resolve("gate"));
        List<String> spark = new ArrayList<>(List.of("--master", "local[2]"));
        gate.settings().forEach(property -> spark.addAll(List.of("--conf", property)));
        RunWatch watch = new RunWatch(start(train(run, "checkpoint.every-rounds=1"), "yarn", spark));
        gate.holdWorkers(4, 1, watch);
        hadoop.stopDataNode();
        gate.open();

        Submission submission = watch.submission().end();
        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(sha(run)).isEqualTo(expectedSha);

        VerbRun longer = VerbRun.of("local[2]", train(run, "train.epochs=2"));
        assertThat(longer.code()).as(longer.error()).isZero();
        assertThat(longer.out()).contains("continues after round 10, from a checkpoint");
    }

    /** YARN is asked, and starts nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--queue           | nowhere | error (yarn-queue):     | Add --queue NAME after --, with one of: default, other.",
                "--executor-memory | 20g     | error (yarn-container): | Add smaller --executor-memory",
            })
    void theDoctorKnowsWhatYarnWouldRefuse(String option, String value, String found, String remedy) throws Exception {
        List<String> spark = yarn();
        spark.addAll(List.of(option, value));
        Submission sick = submit(doctor(hdfs("/runs/sick")), "yarn", spark);

        assertThat(sick.code()).as(sick.why()).isEqualTo(2);
        assertThat(sick.out()).startsWith(found).contains(remedy).contains("1 error, 0 warnings");
    }

    @Test
    void theDoctorKnowsThatHdfsIsReadOnly() throws Exception {
        DistributedFileSystem hdfs = (DistributedFileSystem) hadoop.files();
        hdfs.setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_ENTER);
        try {
            List<String> spark = new ArrayList<>(List.of("--master", "local[1]"));
            Submission sick = submit(doctor(hdfs("/runs/sick")), "yarn", spark);

            assertThat(sick.code()).as(sick.why()).isEqualTo(2);
            assertThat(sick.out())
                    .startsWith("error (run-folder): the file system of run.dir must have left its safe mode.")
                    .contains("wait, or ask its administrator.", "1 error, 0 warnings");
        } finally {
            hdfs.setSafeMode(HdfsConstants.SafeModeAction.SAFEMODE_LEAVE);
        }
    }

    @Tag("matrix")
    @Test
    void theDoctorAsksTheMachinesOfYarn() throws Exception {
        Submission healthy = submit(doctor(hdfs("/runs/healthy")), "yarn", yarn());

        assertThat(healthy.code()).as(healthy.why()).isZero();
        assertThat(healthy.out()).endsWith("no findings\n");
        assertThat(hadoop.files().exists(hdfs("/runs/healthy"))).isFalse();
    }

    private List<String> doctor(Path run) {
        List<String> command = train(run);
        command.set(0, "doctor");
        command.addAll(List.of("--wait", "60"));
        return command;
    }

    private List<String> train(Path run, String... settings) {
        List<String> all = new ArrayList<>(List.of("run.dir=" + run, "data.train=" + hdfs("/images")));
        all.addAll(List.of(settings));
        return job.train("", all.toArray(String[]::new));
    }

    /** Small containers, which use Spark's jars from where they are. */
    static List<String> yarn() {
        List<String> spark = new ArrayList<>(List.of("--master", "yarn", "--num-executors", "2"));
        Map<String, String> properties = Map.of(
                "spark.yarn.jars", "local:" + Submission.HOME.resolve("jobs/spark-runtime/target/spark/jars/*"),
                "spark.executor.memory", "600m",
                "spark.executor.memoryOverhead", "600m",
                "spark.driver.memory", "1g");
        properties.forEach((name, value) -> spark.addAll(List.of("--conf", name + "=" + value)));
        return spark;
    }

    private Submission submit(List<String> command, String cluster, List<String> spark)
            throws IOException, InterruptedException {
        return start(command, cluster, spark).end();
    }

    private Submission.Started start(List<String> command, String cluster, List<String> spark) throws IOException {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--cluster", cluster, "--"));
        all.addAll(spark);
        return Submission.start(hadoop.environment(), all.toArray(String[]::new));
    }

    private Path hdfs(String path) {
        return hadoop.files().makeQualified(new Path(path));
    }

    private String sha(Path run) throws IOException {
        return job.completed(run, hadoop.files().getConf());
    }

    private List<String> names(Path path) throws IOException {
        return Arrays.stream(hadoop.files().listStatus(path))
                .map(FileStatus::getPath)
                .map(Path::getName)
                .toList();
    }
}
