package dev.convoy.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComputeCapabilityTest {
    @ParameterizedTest
    @CsvSource({"3, 7", "5, 0", "7, 5", "8, 0", "8, 6", "8, 9"})
    void thereIsCodeForGpusUpToAmpereAndItsMajor(int major, int minor) {
        assertThat(new ComputeCapability(major, minor).unsupportedReason()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 0", "3, 5", "9, 0", "10, 0", "12, 0"})
    void thereIsNoneForOlderAndNewerOnes(int major, int minor) {
        assertThat(new ComputeCapability(major, minor).unsupportedReason())
                .contains("this build has no code for a GPU of compute capability " + major + "." + minor
                        + " (it has 3.7 to 8.6)");
    }
}
