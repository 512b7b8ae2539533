package dev.convoy.driver.round;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.driver.plan.Round;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.worker.ModelState;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Frozen layers do not move by a bit, through updates and averages of unequal shares; the others do. */
class FrozenLayersTest {
    /** Batch normalization, L2 and clipping. */
    @ParameterizedTest
    @ValueSource(strings = {"onednn", "nd4j", "reference"})
    void ofAGraphStayWithTheirRunningStatistics(String engine) {
        TinyJob tiny = TinyJob.graph(new Adam(0.01), List.of(50, 31), 3, 2);

        assertOnlyOthersMove(tiny.frozenUntil("norm_1", engine), 2, 4);
        assertOnlyOthersMove(tiny.frozenUntil("sum", engine), 4, 2);
    }

    /** Without clipping float32's updates are Convoy's own. */
    @ParameterizedTest
    @CsvSource({"onednn, FLOAT32", "nd4j, FLOAT32", "reference, FLOAT64"})
    void ofARowStay(String engine, Precision precision) {
        TinyJob tiny = TinyJob.of(engine, precision, new Nesterovs(0.05, 0.9), List.of(50, 31), 2, 2, 8);

        assertOnlyOthersMove(tiny.frozenUntil("layer1", engine), 2, 2);
    }

    private static void assertOnlyOthersMove(TinyJob tiny, int frozen, int others) {
        ModelState start = tiny.initial();
        ModelState state = start;
        try (Workers workers = new LocalWorkers(tiny.job(), 2, new Configuration())) {
            for (int round = 0; round < tiny.job().plan().rounds(0); round++) {
                state = workers.run(new Round(0, round, round, 2 * round), state)
                        .state();
            }
        }
        List<LayerInfo> rows = tiny.job().model().layers();
        assertThat(rows.stream().filter(LayerInfo::frozen)).hasSize(frozen);
        assertThat(rows).hasSize(frozen + others);
        for (LayerInfo row : rows) {
            double[] before = part(start, row);
            double[] after = part(state, row);
            if (row.frozen()) {
                assertThat(after).as(row.name()).isEqualTo(before);
            } else if (row.parameters() > 0) {
                assertThat(after).as(row.name()).isNotEqualTo(before);
            }
        }
    }

    private static double[] part(ModelState state, LayerInfo row) {
        int from = Math.toIntExact(row.parameterOffset());
        return Arrays.copyOfRange(state.parameters().toDoubles(), from, from + Math.toIntExact(row.parameters()));
    }
}
