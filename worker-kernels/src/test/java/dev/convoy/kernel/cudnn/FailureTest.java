package dev.convoy.kernel.cudnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.kernel.GpuLostError;
import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.MemoryDemand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The messages for a GPU that has too little memory, or that is lost. */
class FailureTest {
    private static final long GIGABYTE = 1 << 30;

    @Test
    void tooLittleMemoryIsOneLineThatNamesWhatFits() {
        MemoryDemand demand = new MemoryDemand(20 * GIGABYTE, 4 * GIGABYTE, 256);
        assertThat(MemoryDemand.tooLarge(demand, 12 * GIGABYTE, null))
                .hasMessage("a minibatch's plan must fit into the GPU's free memory of 12,884,901,888 bytes. Given: "
                        + "21,474,836,480 bytes for train.batch-size=256. "
                        + "Use train.batch-size=128 or less, or kernel.precision=bfloat16.");
    }

    @Test
    void noBatchSizeIsNamedWhereNoneFits() {
        MemoryDemand demand = new MemoryDemand(20 * GIGABYTE, 4 * GIGABYTE, 256);
        assertThat(MemoryDemand.tooLarge(demand, GIGABYTE, null))
                .hasMessageEndingWith("Use a smaller model or another GPU: not even one example fits.");
    }

    @Test
    void codeThatDoesNotFitNextToThePlanMakesThePlanSmaller() {
        MemoryDemand demand = new MemoryDemand(20 * GIGABYTE, 4 * GIGABYTE, 256);
        long free = 20 * GIGABYTE + 1000;
        assertThat(demand.withCode(free).bytes()).isGreaterThan(free);
        assertThat(demand.withCode(free).fitting(free)).isEqualTo(252);
    }

    @ParameterizedTest
    @CsvSource({"cuDNN,4004", "cuBLAS,3"})
    void theLibrariesHaveTheirOwnNumbersForOutOfMemory(String library, int status) {
        assertThat(CudaException.ofLibrary(library, status, "no memory", "computing")
                        .isOutOfMemory())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {700, 719, 214})
    void anErrorThatStaysIsOneOfTheMachineForAnotherProcessToHelp(int status) {
        assertThatThrownBy(() -> CudaException.ofCuda(status, "an illegal memory access was encountered", "computing"))
                .isInstanceOf(GpuLostError.class)
                .hasMessage("computing failed: CUDA error " + status + ", an illegal memory access was encountered. "
                        + "This process cannot use the GPU any more; another can");
    }

    @Test
    void anErrorThatPassesDoesNot() {
        CudaException failure =
                CudaException.ofCuda(CudaException.OUT_OF_MEMORY, "out of memory", "allocating 5 bytes");
        assertThat(failure.isOutOfMemory()).isTrue();
        assertThat(failure).hasMessage("allocating 5 bytes failed: CUDA error 2, out of memory");
    }
}
