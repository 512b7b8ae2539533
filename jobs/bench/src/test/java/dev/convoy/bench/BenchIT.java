package dev.convoy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the bytes and phases that the benchmark verbs report, on separate executors. Speeds are not tested. */
class BenchIT {
    @TempDir
    private Path folder;

    @Tag("matrix")
    @Test
    void aRoundsBytesThroughTheDriverAreFlatInWorkersAndItsPhasesSumToItsWallTime() throws Exception {
        Path file = folder.resolve("rounds.json");
        Path console = folder.resolve("console");
        int code = new ProcessBuilder("../../submit.sh", "bench", "rounds", "--quick", "--out", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start()
                .waitFor();

        assertThat(code).as(Files.readString(console)).isZero();
        JsonNode result = new ObjectMapper().readTree(file.toFile());
        assertThat(result.get("master").asText()).startsWith("local-cluster");
        double leastTraffic = Double.MAX_VALUE;
        double mostTraffic = 0;
        for (JsonNode one : result.get("cases")) {
            double phases = 0;
            for (JsonNode seconds : one.get("phases")) {
                phases += seconds.asDouble();
            }
            assertThat(phases).isCloseTo(one.get("seconds").asDouble(), within(1e-6));
            double bytes = one.get("driverBytesIn").asDouble()
                    + one.get("driverBytesOut").asDouble();
            double traffic = bytes / (4 * one.get("parameters").asDouble());
            leastTraffic = Math.min(leastTraffic, traffic);
            mostTraffic = Math.max(mostTraffic, traffic);
        }
        assertThat(result.get("cases")).hasSize(4);
        assertThat(leastTraffic).isGreaterThan(2);
        assertThat(mostTraffic).isLessThan(2.2);
        assertThat(Files.readString(console)).contains("treeAggregate");
    }
}
