package dev.convoy.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterOutcomeTest {
    private final Properties before = (Properties) System.getProperties().clone();

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    /** Spark hands its settings to the driver as system properties. */
    @ParameterizedTest
    @CsvSource({
        "spark.submit.deployMode, cluster",
        "spark.kubernetes.submitInDriver, true",
    })
    void theDriverIsInTheCluster(String property, String value) {
        System.setProperty("spark.submit.deployMode", "client");
        System.setProperty(property, value);

        assertThat(ClusterOutcome.isClusterMode()).isTrue();
    }

    @Test
    void theDriverIsWhereItWasSubmitted() {
        System.setProperty("spark.submit.deployMode", "client");

        assertThat(ClusterOutcome.isClusterMode()).isFalse();
    }
}
