package dev.convoy.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;

/** The master without Spark. */
class ConvoyTrainingMasterTest {
    @Test
    void itsJsonMakesTheSameMaster() {
        String json = new ConvoyTrainingMaster.Builder(4, 10)
                .batchSizePerWorker(32)
                .averagingFrequency(7)
                .saveUpdater(false)
                .rngSeed(1L << 40)
                .exportDirectory("hdfs:///exports")
                .engine("nd4j")
                .precision(Precision.FLOAT64)
                .collectTrainingStats(true)
                .build()
                .toJson();

        assertThat(json).contains("\"averagingFrequency\":7", "\"saveUpdater\":false", "hdfs:///exports", "FLOAT64");
        ConvoyTrainingMaster again = ConvoyTrainingMaster.fromJson(json);
        assertThat(again.toJson()).isEqualTo(json);
        assertThat(again.getIsCollectTrainingStats()).isTrue();
        assertThat(again.toYaml()).contains("averagingFrequency: 7");
        assertThat(ConvoyTrainingMaster.fromYaml(again.toYaml()).toJson()).isEqualTo(json);
    }

    @Test
    void theJsonOfDeeplearning4jsMasterIsReadToo() {
        String json = new ParameterAveragingTrainingMaster.Builder(4, 10)
                .batchSizePerWorker(32)
                .averagingFrequency(7)
                .saveUpdater(true)
                .build()
                .toJson();

        assertThat(ConvoyTrainingMaster.fromJson(json).toJson())
                .isEqualTo(new ConvoyTrainingMaster.Builder(4, 10)
                        .batchSizePerWorker(32)
                        .averagingFrequency(7)
                        .build()
                        .toJson());
    }

    /**
     * A program changes one line, whatever it sets. Only training hooks are not supported, and are refused with a
     * message.
     */
    @Test
    void everyOptionOfDeeplearning4jsBuilderIsThere() {
        List<String> theirs = options(ParameterAveragingTrainingMaster.Builder.class);

        assertThat(theirs).hasSizeGreaterThan(10).contains("trainingHooks(java.util.Collection)");
        assertThat(options(ConvoyTrainingMaster.Builder.class))
                .containsAll(theirs.stream()
                        .filter(option -> !option.startsWith("trainingHooks"))
                        .toList());
    }

    private static List<String> options(Class<?> builder) {
        return Arrays.stream(builder.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> method.getReturnType().isAssignableFrom(builder))
                .map(method -> method.getName()
                        + Arrays.stream(method.getParameterTypes())
                                .map(Class::getName)
                                .collect(Collectors.joining(", ", "(", ")")))
                .toList();
    }

    @Test
    void defaultsAreThoseThatDeeplearning4jDocuments() {
        assertThat(new ConvoyTrainingMaster.Builder(1).build().toJson())
                .contains(
                        "\"numWorkers\":null",
                        "\"batchSizePerWorker\":16",
                        "\"averagingFrequency\":5",
                        "\"saveUpdater\":true",
                        "\"collectTrainingStats\":false");
    }

    @Test
    void wrongSettingsAreRefusedWithTheirValues() {
        assertThatThrownBy(() -> new ConvoyTrainingMaster.Builder(0, 1).build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("numWorkers must be >= 1. Given: 0. Set it to 1 or more.");
        assertThatThrownBy(() -> new ConvoyTrainingMaster.Builder(1)
                        .averagingFrequency(0)
                        .build())
                .hasMessageContaining("averagingFrequency must be >= 1");
        assertThatThrownBy(() -> ConvoyTrainingMaster.fromJson("{\"batchSizePerWorker\": 16}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("averagingFrequency must be >= 1");
        assertThatThrownBy(() -> ConvoyTrainingMaster.fromJson("no JSON"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("what toJson() wrote");
    }

    @Test
    void thereAreNoHooksAndNoWorkersOfDeeplearning4js() {
        ConvoyTrainingMaster master = new ConvoyTrainingMaster.Builder(1).build();

        assertThatThrownBy(() -> master.addHook(null)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> master.getWorkerInstance((SparkDl4jMultiLayer) null))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
