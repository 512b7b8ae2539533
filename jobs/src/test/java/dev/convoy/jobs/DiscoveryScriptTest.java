package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the real {@code get-gpu-resources.sh}, with recorded output of nvidia-smi on several machines. */
class DiscoveryScriptTest {
    private static final String FIRST_INSTANCE = "MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f";
    private static final String SECOND_INSTANCE = "MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "one-gpu, 0",
        "four-gpus, 0 1 2 3",
        // A single instance is CUDA's device 0, as in a container that has only one.
        "one-instance, 0",
    })
    void withoutCudaVisibleDevicesGpusAreNumbered(String machine, String addresses) throws Exception {
        Answer answer = discover(machine, 0, null);

        assertThat(answer.addresses()).containsExactly(addresses.split(" "));
        assertThat(answer.error()).isEmpty();
    }

    @Test
    void gpusHaveUuidsIfThereAreInstances() throws Exception {
        Answer answer = discover("instances-on-one-of-two", 0, null);

        assertThat(answer.addresses())
                .containsExactly(
                        "GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77",
                        FIRST_INSTANCE,
                        SECOND_INSTANCE,
                        "MIG-1e20cb9a-3c6f-5d11-8b0e-2f7a4c9d6e83");
        assertThat(answer.error()).contains("CUDA shows a process one MIG instance");
    }

    @ParameterizedTest
    @CsvSource({
        "'0,1,2,3', 0 1 2 3",
        "'2,1', 2 1",
        "' 3 , 01', 3 1",
        "'0,2,-1,1', 0 2",
        "'0,7,1', 0",
        "'1,,2', 1",
        "'1,GPU-8932f937', 1",
        "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6, GPU-8932f937-d72c-4106-c12f-20bd9faed9f6",
        "'GPU-f,GPU-8932', GPU-f00dcafe-2c9d-4f38-8e1b-7d6a5b4c3e21 GPU-8932f937-d72c-4106-c12f-20bd9faed9f6",
        // Two GPUs' UUIDs begin with the second, and a number may not follow a UUID.
        "'GPU-12,GPU-89,GPU-f', GPU-12ab44c0-6e55-40a1-b3f7-91d0c8e6f2a3",
        "'GPU-12,0', GPU-12ab44c0-6e55-40a1-b3f7-91d0c8e6f2a3",
    })
    void cudaVisibleDevicesIsReadAsCudaReadsIt(String visible, String addresses) throws Exception {
        assertThat(discover("four-gpus", 0, visible).addresses()).containsExactly(addresses.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"''", "-1", "NoDevFiles", "7", "',2'", "'1,0,1'", "'GPU-8932,GPU-8932f'", "GPU-89", "MIG-c6d4"})
    void cudaVisibleDevicesMayShowNothing(String visible) throws Exception {
        Answer answer = discover("four-gpus", 0, visible);

        assertThat(answer.addresses()).isEmpty();
        assertThat(answer.error()).startsWith("get-gpu-resources.sh: no GPU: CUDA_VISIBLE_DEVICES=" + visible);
    }

    @ParameterizedTest
    @CsvSource({
        SECOND_INSTANCE + ", " + SECOND_INSTANCE,
        "MIG-cba6, " + SECOND_INSTANCE,
        "1, 1",
        "GPU-69cf, GPU-69cfa3e1-0a44-3f1e-9d57-c1b2d3e4f506",
        "0, 0",
    })
    void oneInstanceCanBeNamed(String visible, String address) throws Exception {
        Answer answer = discover("instances-on-one-of-two", 0, visible);

        assertThat(answer.addresses()).containsExactly(address);
        assertThat(answer.error()).isEmpty();
    }

    @Test
    void anInstanceOfAnOldDriverCanBeNamed() throws Exception {
        String instance = "MIG-GPU-e91edf3b-b297-37c1-a2a7-7601c3238fa2/2/0";

        assertThat(discover("instances-of-an-old-driver", 0, instance).addresses())
                .containsExactly(instance);
    }

    @Test
    void nothingIsNamedThatCudaWouldNotShowWithAnInstance() throws Exception {
        Answer two = discover("instances-on-one-of-two", 0, SECOND_INSTANCE + "," + FIRST_INSTANCE);
        Answer withAGpu = discover("instances-on-one-of-two", 0, "0,1");

        assertThat(two.addresses()).containsExactly(SECOND_INSTANCE);
        assertThat(withAGpu.addresses()).isEmpty();
        assertThat(List.of(two.error(), withAGpu.error()))
                .allMatch(error -> error.contains("name one in CUDA_VISIBLE_DEVICES"));
    }

    @ParameterizedTest
    @CsvSource({"no-driver, 9, couldn't communicate with the NVIDIA driver", "no-devices, 6, No devices were found"})
    void withoutADriverNvidiaSmiSaysWhy(String machine, int code, String why) throws Exception {
        Answer answer = discover(machine, code, null);

        assertThat(answer.addresses()).isEmpty();
        assertThat(answer.error()).contains(why).hasLineCount(1);
    }

    @Test
    void withoutNvidiaSmiThereIsNoGpu() throws Exception {
        Files.createSymbolicLink(folder.resolve("bash"), Path.of("/bin/bash"));

        Answer answer = run(folder.toString(), null);

        assertThat(answer.addresses()).isEmpty();
        assertThat(answer.error()).contains("no nvidia-smi on the PATH").hasLineCount(1);
    }

    private record Answer(List<String> addresses, String error) {}

    private Answer discover(String machine, int code, String visible) throws Exception {
        return run(
                FakeNvidiaSmi.install(Files.createTempDirectory(folder, "bin"), machine, code)
                        .path(),
                visible);
    }

    /** @param visible value of CUDA_VISIBLE_DEVICES, or null to leave it out */
    private Answer run(String path, String visible) throws IOException, InterruptedException {
        Path error = folder.resolve("error");
        ProcessBuilder builder = new ProcessBuilder(FakeNvidiaSmi.SCRIPT.toString()).redirectError(error.toFile());
        builder.environment().put("PATH", path);
        builder.environment().remove("CUDA_VISIBLE_DEVICES");
        if (visible != null) {
            builder.environment().put("CUDA_VISIBLE_DEVICES", visible);
        }
        Process process = builder.start();
        JsonNode printed = new ObjectMapper().readTree(process.getInputStream());
        assertThat(process.waitFor()).isZero();
        assertThat(printed.get("name").asText()).isEqualTo("gpu");
        List<String> addresses = new ArrayList<>();
        printed.get("addresses").forEach(address -> addresses.add(address.asText()));
        return new Answer(addresses, Files.readString(error));
    }
}
