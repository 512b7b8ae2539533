package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spark.executorEnv.ONEDNN_MAX_CPU_ISA=SSE41 | error (host-arithmetic): | --conf spark.executorEnv.ONEDNN_MAX_CPU_ISA=AVX2 after --.",
                "spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.cachedir=/proc/1/x | error (host-libraries): | cachedir=FOLDER",
            })
    void aMachineThatDiffersIsFound(String property, String found, String remedy) throws Exception {
        Submission sick =
                Submission.run("doctor", "--wait", "60", "--cluster", "local-cluster", "--", "--conf", property);

        assertThat(sick.code()).as(sick.why()).isEqualTo(2);
        assertThat(sick.out()).startsWith(found).contains(remedy).endsWith("1 error, 0 warnings\n");
    }
}
