package dev.convoy.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpuAddressTest {
    private static final String GPU = "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6";
    private static final String INSTANCE = "MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb";
    private static final String OLD_INSTANCE = "MIG-GPU-e91edf3b-b297-37c1-a2a7-7601c3238fa2/2/0";
    private static final Map<String, String> BY_BUS = Map.of("CUDA_DEVICE_ORDER", "PCI_BUS_ID");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15})
    void withoutCudaVisibleDevicesNumbersAreCudasIfItCountsByBus(int gpu) {
        assertThat(ordinal(Integer.toString(gpu), BY_BUS)).isEqualTo(gpu);
    }

    @Test
    void anotherOrderIsRefused() {
        assertThatThrownBy(() -> ordinal("0", Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Given: no CUDA_DEVICE_ORDER. Add --conf spark.executorEnv.CUDA_DEVICE_ORDER=");
        assertThatThrownBy(() -> ordinal("1", Map.of("CUDA_DEVICE_ORDER", "FASTEST_FIRST")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Given: CUDA_DEVICE_ORDER=FASTEST_FIRST");
    }

    @ParameterizedTest
    @CsvSource({
        "2, '2,1', 0",
        "1, '2,1', 1",
        "1, ' 3 , 01', 1",
        "3, '0,1,3,-1', 2",
        GPU + ", " + GPU + ", 0",
        GPU + ", 'GPU-f00d,GPU-8932', 1",
        INSTANCE + ", " + INSTANCE + ", 0",
        INSTANCE + ", MIG-cba6, 0",
        OLD_INSTANCE + ", " + OLD_INSTANCE + ", 0",
    })
    void inCudaVisibleDevicesThePlaceCounts(String address, String visible, int ordinal) {
        assertThat(ordinal(address, Map.of("CUDA_VISIBLE_DEVICES", visible))).isEqualTo(ordinal);
    }

    @ParameterizedTest
    @CsvSource({
        "0, ''",
        "0, -1",
        "0, NoDevFiles",
        "0, 1",
        "2, '0,-1,2'",
        "2, '1,,2'",
        "1, '0,GPU-8932,1'",
        "0, " + GPU,
        GPU + ", 0",
        GPU + ", 'GPU-f00d,0,GPU-8932'",
        GPU + ", 'MIG-cba6,GPU-8932'",
        GPU + ", 'GPU-8933'",
        INSTANCE + ", " + GPU,
    })
    void whatCudaDoesNotShowIsRefused(String address, String visible) {
        assertThatThrownBy(() -> ordinal(address, Map.of("CUDA_VISIBLE_DEVICES", visible)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Given: " + address + ", not in CUDA_VISIBLE_DEVICES=" + visible + ". Give the");
    }

    @ParameterizedTest
    @ValueSource(strings = {GPU, INSTANCE})
    void aUuidNeedsCudaVisibleDevices(String address) {
        assertThatThrownBy(() -> ordinal(address, BY_BUS))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Start a worker with CUDA_VISIBLE_DEVICES=" + address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu0", "-1", "0,1", "GPU-"})
    void otherAddressesAreRefused(String address) {
        assertThatThrownBy(() -> new GpuAddress(address))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Given: " + address + ". Let conf/get-gpu-resources.sh");
    }

    private static int ordinal(String address, Map<String, String> environment) {
        return new GpuAddress(address).device(environment).ordinal();
    }
}
