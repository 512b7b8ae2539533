package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some workers run on executors with a GPU, the others on executors without, on a standalone cluster whose GPUs a
 * recorded nvidia-smi describes. All compute on the CPU, so that the bits are those of ordinary executors.
 */
class TwoKindsIT {
    private static final int GPU_WORKERS = 3;
    private static final int STAGES = 3;
    /** Two of each kind, each of one core: all of the cluster's. */
    private static final int EXECUTORS = 4;

    @TempDir
    private Path folder;

    private ShortRun job;

    @BeforeEach
    void prepare() throws IOException {
        job = ShortRun.prepare(8, 12, folder);
    }

    @Tag("matrix")
    @Test
    void eachWorkerRunsOnItsKindAndALostExecutorOfEachChangesNoBit() throws Exception {
        try (StandaloneCluster cluster = cluster()) {
            RoundGate gate = RoundGate.closed(folder.resolve("gate"), STAGES);
            RunWatch watch = new RunWatch(start(cluster, GPU_WORKERS, gate.settings()));
            gate.holdWorkers(3, EXECUTORS, watch);
            kill(anyOf(gate.workers(3, 0)));
            gate.holdWorkers(5, EXECUTORS, watch);
            kill(anyOf(gate.workers(5, 1)));
            gate.open();
            Submission end = watch.submission().end();

            assertThat(end.code()).as(end.why()).isZero();
            assertThat(end.out())
                    .containsPattern(
                            "executors with a GPU: \\d at a time, \\d+ img/s; without: \\d at a time, \\d+ img/s;"
                                    + " train.gpu-workers=\\d of 8 workers suits them");

            Submission other = start(cluster, GPU_WORKERS + 1, List.of()).end();

            assertThat(other.code()).as(other.why()).isEqualTo(2);
            assertThat(other.error()).contains("with train.gpu-workers = 3, now 4");
        }
        assertThat(job.sha("run")).isEqualTo(job.undisturbedSha());
        assertThat(job.count("run", "executorsLost")).isEqualTo(2);
        assertThat(job.at("run").resolve("metrics.jsonl")).content().hasLineCount(job.rounds());
        assertEachStageOnItsKind();
    }

    @Tag("matrix")
    @Test
    void bothKindsAreGivenBackAndAskedForAgain() throws Exception {
        try (StandaloneCluster cluster = cluster()) {
            new HeldRun(job, "run", properties -> start(cluster, GPU_WORKERS, properties)).play(STAGES);
        }
    }

    @Tag("matrix")
    @Test
    void theConsoleSaysWhichKindIsMissing() throws Exception {
        try (StandaloneCluster cluster = cluster()) {
            // The executor with a GPU has the only core.
            RunWatch watch = new RunWatch(start(cluster, GPU_WORKERS, List.of("spark.cores.max=1")));
            Path out = watch.submission().folder().resolve("out");
            watch.until(
                    "a line about the missing kind", () -> contains(out, "those without a GPU are missing; requested"));
            watch.submission().driver().destroy();

            assertThat(watch.submission().end().code()).isEqualTo(143);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StandaloneCluster cluster() throws IOException, InterruptedException {
        Path discovery = FakeNvidiaSmi.install(Files.createDirectories(folder.resolve("bin")), "four-gpus", 0)
                .script();
        return new StandaloneCluster(
                folder.resolve("cluster"),
                Map.of(
                        "spark.worker.resource.gpu.amount",
                        "4",
                        "spark.worker.resource.gpu.discoveryScript",
                        discovery.toString()));
    }

    private Submission.Started start(StandaloneCluster cluster, int gpuWorkers, List<String> properties)
            throws IOException {
        List<String> spark = new ArrayList<>(properties);
        spark.addAll(List.of(
                "spark.dynamicAllocation.enabled=true",
                "spark.dynamicAllocation.initialExecutors=1",
                "spark.dynamicAllocation.maxExecutors=2",
                "spark.executor.memory=600m",
                "spark.driver.memory=1g"));
        List<String> command = new ArrayList<>(List.of(job.arguments(
                "run", cluster.master(), spark, "kernel.engine=onednn", "train.gpu-workers=" + gpuWorkers)));
        command.addAll(command.indexOf("--"), List.of("--cluster", "standalone-gpu"));
        return Submission.start(command.toArray(String[]::new));
    }

    private static String anyOf(Set<String> executors) {
        return executors.iterator().next();
    }

    private static void kill(String id) {
        new ClusterProcesses(ProcessHandle.current())
                .executors().stream()
                        .filter(executor -> executor.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .kill();
    }

    private void assertEachStageOnItsKind() throws IOException {
        SparkEvents events = SparkEvents.of(job.events("run"));
        Set<String> withGpu = events.named("SparkListenerExecutorAdded")
                .filter(added -> added.at("/Executor Info/Resources").has("gpu"))
                .map(added -> added.get("Executor ID").asText())
                .collect(Collectors.toSet());
        Map<Integer, Integer> workersOfStages = events.named("SparkListenerStageSubmitted")
                .map(submitted -> submitted.get("Stage Info"))
                .collect(Collectors.toMap(
                        stage -> stage.get("Stage ID").asInt(),
                        stage -> stage.get("Number of Tasks").asInt(),
                        (first, again) -> first));
        List<JsonNode> trained = events.named("SparkListenerTaskEnd")
                .filter(end -> end.get("Task Type").asText().equals("ShuffleMapTask"))
                .toList();

        assertThat(trained).hasSizeGreaterThanOrEqualTo(job.workers() * job.rounds());
        assertThat(trained).allSatisfy(end -> {
            String executor = end.at("/Task Info/Executor ID").asText();
            boolean ofGpuWorkers = workersOfStages.get(end.get("Stage ID").asInt()) == GPU_WORKERS;
            assertThat(withGpu.contains(executor)).isEqualTo(ofGpuWorkers);
        });
    }
}
