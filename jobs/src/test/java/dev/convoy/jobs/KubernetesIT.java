package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Spark asks Kubernetes for, with Convoy's presets; no pod runs. */
@Tag("matrix")
class KubernetesIT {
    private static final String IMAGE = "registry.example/convoy:1";

    @TempDir
    private Path folder;

    private FakeKubernetes kubernetes;

    @BeforeEach
    void start() throws IOException {
        kubernetes = new FakeKubernetes();
    }

    @AfterEach
    void stop() {
        kubernetes.close();
    }

    /** The jar is in the image, as it is in the path of {@code local:}. */
    @ParameterizedTest
    @CsvSource({"k8s", "k8s-gpu"})
    void aSubmissionAsksForTheDriversPodServiceAndSettings(String preset) throws Exception {
        Submission submission =
                submit(preset, "train", "cluster", "spark.kubernetes.submission.waitAppCompletion=false");

        assertThat(submission.code()).as(submission.why()).isZero();
        JsonNode pod = kubernetes.pod("driver").orElseThrow();
        JsonNode container = pod.at("/spec/containers/0");
        assertThat(container.get("image").asText()).isEqualTo(IMAGE);
        assertThat(container.at("/resources/requests/cpu").asText()).isEqualTo("1");
        // 2 GB of heap and 1 GB for what is outside of it.
        assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("3072Mi");
        assertThat(texts(container.get("args")))
                .contains("driver", "dev.convoy.jobs.Main", "train", "run.dir=hdfs:///runs/1");
        assertThat(environment(container)).containsEntry("OMP_NUM_THREADS", "1").doesNotContainKey("CONVOY_HOME");
        assertThat(names(pod.at("/spec/volumes"))).anyMatch(name -> name.startsWith("spark-local-dir"));
        JsonNode service = kubernetes.objects("Service").get(0);
        assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
        assertThat(names(service.at("/spec/ports"))).contains("driver-rpc-port", "blockmanager");
        String settings = kubernetes
                .objects("ConfigMap")
                .get(0)
                .at("/data/spark.properties")
                .asText();
        assertThat(settings).contains("spark.executor.memoryOverhead=2g", "spark.task.maxFailures=8");
    }

    /** A driver outside the cluster asks for executors itself. */
    @ParameterizedTest
    @CsvSource({"k8s, ", "k8s-gpu, 1"})
    void aDriverAsksForExecutors(String preset, String gpus) throws Exception {
        Submission submission = submit(preset, "doctor", "client", "spark.driver.host=localhost");

        assertThat(submission.code()).as(submission.why()).isZero();
        assertThat(submission.out()).contains("note: machines were not checked").endsWith("no findings\n");
        JsonNode container = kubernetes.pod("executor").orElseThrow().at("/spec/containers/0");
        assertThat(container.get("image").asText()).isEqualTo(IMAGE);
        assertThat(container.at("/resources/requests/cpu").asText()).isEqualTo("1");
        assertThat(container.at("/resources/limits/memory").asText()).isEqualTo("4096Mi");
        assertThat(container.at("/resources/limits").path("nvidia.com/gpu").asText(null))
                .isEqualTo(gpus);
        assertThat(environment(container)).containsEntry("OMP_NUM_THREADS", "1").containsEntry("MALLOC_ARENA_MAX", "2");
    }

    private Submission submit(String preset, String verb, String mode, String property) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                verb,
                "--cluster",
                preset,
                "-D",
                "run.dir=" + (mode.equals("cluster") ? "hdfs:///runs/1" : folder + "/run")));
        if (verb.equals("doctor")) {
            command.addAll(List.of("--wait", "15"));
        }
        command.addAll(List.of("--", "--master", kubernetes.master(), "--deploy-mode", mode));
        for (String one : List.of(
                property,
                "spark.kubernetes.container.image=" + IMAGE,
                "spark.kubernetes.file.upload.path=" + folder.toUri())) {
            command.addAll(List.of("--conf", one));
        }
        return Submission.run(command.toArray(String[]::new));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> names(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(one -> one.get("name").asText())
                .toList();
    }

    private static Map<String, String> environment(JsonNode container) {
        Map<String, String> variables = new HashMap<>();
        container
                .get("env")
                .forEach(one -> variables.put(
                        one.get("name").asText(), one.path("value").asText()));
        return variables;
    }
}
