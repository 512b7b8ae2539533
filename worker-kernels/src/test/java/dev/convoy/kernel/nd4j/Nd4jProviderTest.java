package dev.convoy.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.Networks;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import org.junit.jupiter.api.Test;

class Nd4jProviderTest {
    private static final Model MODEL = Networks.of(new Shape(1, 6, 6), Networks.output(3));

    @Test
    void aBuildForGpusIsNoUseToATaskWithoutOne() {
        assertThat(new Nd4jProvider(Device.CPU, () -> "JCublasBackend").unsupportedReason(MODEL, Precision.FLOAT32))
                .hasValue("this build's ND4J computes on GPUs, and Spark assigned none to the task: build without"
                        + " -Pcuda");
    }

    @Test
    void aBackendThatDoesNotLoadIsNamed() {
        assertThat(new Nd4jProvider(Device.CPU, () -> {
                            throw new IllegalStateException("no libraries");
                        })
                        .unsupportedReason(MODEL, Precision.FLOAT32))
                .hasValue("no ND4J backend loads here (java.lang.IllegalStateException: no libraries): put nd4j-native"
                        + " on the class path");
    }
}
