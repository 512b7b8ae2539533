package dev.convoy.driver.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import org.junit.jupiter.api.Test;

class DriverLimitsTest {
    private static final long GIBIBYTE = 1L << 30;
    private static final long VGG16 = 140_000_000L * 4;

    @Test
    void aModelOfTheSizeOfVgg16FitsTwoGibibytes() {
        assertThatCode(() -> new DriverLimits(2 * GIBIBYTE, GIBIBYTE).require(VGG16, 67))
                .doesNotThrowAnyException();
    }

    @Test
    void adamOnItAsksForLargerResultsThanSparkAllows() {
        assertThatThrownBy(() -> new DriverLimits(8 * GIBIBYTE, GIBIBYTE).require(3 * VGG16, 200))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "spark.driver.maxResultSize must be at least the size of a round's average, 1606 MiB. Given:"
                                + " 1024 MiB. Add --conf spark.driver.maxResultSize=0 after --; 0 means that the"
                                + " driver's memory is the limit.");
    }

    @Test
    void adamOnItAsksForMoreMemory() {
        assertThatThrownBy(() -> new DriverLimits(2 * GIBIBYTE, 0).require(3 * VGG16, 200))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "the driver's heap must hold 3 copies of the model's state of 1603 MiB. Given: 2048 MiB. Add"
                                + " --driver-memory 6267m after --.");
    }
}
