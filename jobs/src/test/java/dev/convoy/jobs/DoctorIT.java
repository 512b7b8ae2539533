package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What executors say about their machines, in processes of this one. */
@ExtendWith(LocalCluster.class)
class DoctorIT {
    @TempDir
    private Path folder;

    @Test
    void theCommandsOfTheReadmeHaveNoFinding() throws Exception {
        Submission healthy = Submission.run(
                "doctor", "--wait", "60", "--cluster", "local-cluster", "-D", "run.dir=" + folder + "/run");

        assertThat(healthy.code()).as(healthy.why()).isZero();
        assertThat(healthy.out()).isEqualTo("no findings\n");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMachineThatComputesOtherBitsIsFound() throws Exception {
        String older = "spark.executorEnv.ONEDNN_MAX_CPU_ISA=SSE41";
        Submission sick = Submission.run("doctor", "--wait", "60", "--cluster", "local-cluster", "--", "--conf", older);

        assertThat(sick.code()).as(sick.why()).isEqualTo(2);
        assertThat(sick.out())
                .startsWith("error (host-arithmetic):")
                .contains("--conf spark.executorEnv.ONEDNN_MAX_CPU_ISA=AVX2 after --.")
                .endsWith("1 error, 0 warnings\n");
    }
}
