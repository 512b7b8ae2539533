package dev.convoy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.Networks;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InitialSeedTest {
    /** ND4J takes the time in place of 0. */
    @Test
    void eachSeedGivesItsOwnWeightsEachTime() {
        long[] seeds = {0, 1, -1, 42, 1L << 40, Long.MIN_VALUE, Long.MAX_VALUE};
        Set<Integer> weights = new HashSet<>();
        for (long seed : seeds) {
            byte[] first = weights(seed);
            assertThat(weights(seed)).as("seed %d", seed).isEqualTo(first);
            weights.add(Arrays.hashCode(first));
        }
        assertThat(weights).hasSize(seeds.length);
    }

    private static byte[] weights(long seed) {
        Model model = Networks.of(new Shape(1, 8, 8), Networks.dense(5), Networks.output(3));
        try (Optimizer optimizer = new Optimizer(model, Precision.FLOAT32, seed)) {
            return optimizer.state().parameters().bytes().clone();
        }
    }
}
