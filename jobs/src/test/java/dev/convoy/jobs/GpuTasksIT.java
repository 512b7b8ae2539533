package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.jobs.GpuTasks.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spark gives tasks the GPUs that {@code get-gpu-resources.sh} finds, on one executor of two cores.
 * CUDA_VISIBLE_DEVICES shows two GPUs of a machine of four, which a recorded nvidia-smi describes.
 */
@ExtendWith(LocalCluster.class)
class GpuTasksIT {
    private static final Path SPARK = SparkHome.FOLDER;

    @TempDir
    Path folder;

    /** Resource profiles of the stages of the last round. */
    private String profiles;

    @Test
    void tasksWithAGpuEachNeverShareOne() throws Exception {
        List<Note> notes = run("spark.executor.resource.gpu.amount=2", "spark.task.resource.gpu.amount=1");

        assertThat(notes).extracting(Note::ordinal).containsOnly(0, 1);
        assertThat(overlapping(notes))
                .isNotEmpty()
                .noneMatch(two -> two.get(0).ordinal() == two.get(1).ordinal());
        assertThat(profiles)
                .as("Spark's properties for training, and a core without a GPU for averaging")
                .isEqualTo("0, 1");
    }

    @Tag("matrix")
    @Test
    void tasksWithHalfACardShareIt() throws Exception {
        List<Note> notes = run("spark.executor.resource.gpu.amount=1", "spark.task.resource.gpu.amount=0.5");

        assertThat(notes).extracting(Note::ordinal).containsAnyOf(0, 1);
        assertThat(notes.stream().map(Note::ordinal).distinct()).hasSize(1);
        assertThat(overlapping(notes)).isNotEmpty();
    }

    @Tag("matrix")
    @Test
    void tasksThatAskForNoGpuHaveNoneWhereThereAreSome() throws Exception {
        assertThat(run()).extracting(Note::ordinal).containsOnly(-1);
    }

    /** Two executors of each kind, of one core. */
    @Test
    void workersWithAndWithoutAGpuRunInOneRound() throws Exception {
        List<Note> notes = run(
                "spark.master=local-cluster[2,2,1024]",
                "spark.executor.cores=1",
                "spark.executor.memory=500m",
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.initialExecutors=2",
                "spark.dynamicAllocation.maxExecutors=2",
                "spark.executor.resource.gpu.amount=1",
                "spark.task.resource.gpu.amount=1",
                GpuTasks.GPU_WORKERS + "=3");

        assertThat(notes.subList(0, 3)).extracting(Note::ordinal).doesNotContain(-1);
        assertThat(notes.subList(3, GpuTasks.WORKERS)).extracting(Note::ordinal).containsOnly(-1);
        assertThat(overlapping(notes))
                .anyMatch(two -> two.get(0).ordinal() == -1 && two.get(1).ordinal() != -1);
    }

    @Tag("matrix")
    @Test
    void aJobThatIsPinnedToTheCpuTrainsItsBitsOnAClusterOfGpus() throws Exception {
        Map<String, String> gpus = Map.of(
                "spark.worker.resource.gpu.amount",
                "4",
                "spark.worker.resource.gpu.discoveryScript",
                discovery().toString());
        ShortRun job = ShortRun.prepare(8, 10, folder);
        try (StandaloneCluster cluster = new StandaloneCluster(folder.resolve("standalone"), gpus)) {
            List<String> command = job.train("run", "kernel.engine=onednn");
            command.addAll(List.of("--cluster", "standalone-gpu"));
            command.addAll(List.of("--", "--master", cluster.master(), "--executor-memory", "600m"));
            Submission submission = Submission.run(command.toArray(String[]::new));

            assertThat(submission.code()).as(submission.why()).isZero();
            assertThat(cluster.executors()).as("one a core").isEqualTo(4);
        }
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
    }

    @Tag("matrix")
    @Test
    void aJobThatIsPinnedToGpusIsRefusedByTheTaskThatHasOneWithoutItsDriver() throws Exception {
        Path run = folder.resolve("run");
        Submission submission = Submission.run(
                Map.of("CUDA_VISIBLE_DEVICES", "3,1", "LD_LIBRARY_PATH", folder.toString()),
                "train",
                "-D",
                "kernel.engine=cudnn",
                "-D",
                "run.dir=" + run,
                "--cluster",
                "local-cluster",
                "--",
                "--conf",
                "spark.worker.resource.gpu.amount=2",
                "--conf",
                "spark.worker.resource.gpu.discoveryScript=" + discovery(),
                "--conf",
                "spark.executor.resource.gpu.amount=1",
                "--conf",
                "spark.task.resource.gpu.amount=1");

        assertThat(submission.code()).as(submission.why()).isEqualTo(2);
        // Spark may add a stack trace from its own shutdown.
        assertThat(submission.error().lines().filter(line -> line.startsWith("error: ")))
                .singleElement(as(InstanceOfAssertFactories.STRING))
                .matches("error: kernel\\.engine must be able to compute the model: .*\\. Given: cudnn\\."
                        + " Use kernel\\.engine=auto to use another engine\\.")
                .doesNotContain("Spark assigned none to the task");
        assertThat(run).doesNotExist();
    }

    private List<Note> run(String... settings) throws Exception {
        Path noted = Files.createDirectories(folder.resolve("notes"));
        String own = Submission.HOME.resolve("jobs/target/convoy.jar") + ":"
                + Path.of("target/test-classes").toAbsolutePath();
        List<String> arguments = new ArrayList<>(List.of(
                "-Dspark.master=local-cluster[1,2,1024]",
                "-Dspark.local.dir=" + folder.resolve("local"),
                "-Dspark.executor.extraClassPath=" + own,
                "-Dspark.executor.defaultJavaOptions=" + QuickStart.OPTIONS,
                "-Dspark.worker.resource.gpu.amount=2",
                "-Dspark.worker.resource.gpu.discoveryScript=" + discovery()));
        for (String setting : settings) {
            arguments.add("-D" + setting);
        }
        arguments.addAll(List.of(EndsWithParent.class.getName(), GpuTasks.class.getName(), noted.toString()));
        Map<String, String> environment =
                Map.of("CUDA_VISIBLE_DEVICES", "3,1", "SPARK_HOME", SPARK.toString(), "SPARK_SCALA_VERSION", "2.12");
        try (ChildJvm driver = new ChildJvm(
                folder.resolve("driver"), environment, SPARK + "/jars/*:" + own, arguments.toArray(String[]::new))) {
            profiles = driver.await("^done, with the resource profiles \\[(.*)]");
        }
        List<Note> notes = new ArrayList<>();
        for (int worker = 0; worker < GpuTasks.WORKERS; worker++) {
            notes.add(Note.read(noted.resolve("worker-" + worker)));
        }
        return notes;
    }

    private Path discovery() throws IOException {
        return FakeNvidiaSmi.install(Files.createDirectories(folder.resolve("bin")), "four-gpus", 0)
                .script();
    }

    private static List<List<Note>> overlapping(List<Note> notes) {
        List<List<Note>> pairs = new ArrayList<>();
        for (Note first : notes) {
            notes.stream()
                    .filter(second -> !second.equals(first) && first.overlaps(second))
                    .forEach(second -> pairs.add(List.of(first, second)));
        }
        return pairs;
    }
}
