package dev.convoy.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.Precision;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.api.TrainingHook;
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
        assertThat(again).isEqualTo(ConvoyTrainingMaster.fromJson(json)).hasSameHashCodeAs(again);
        assertThat(again).isNotEqualTo(new ConvoyTrainingMaster.Builder(4, 10).build());
        assertThat(again.toString()).isEqualTo("ConvoyTrainingMaster" + json);
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

    /** A program changes one line, whatever it sets. */
    @Test
    void everyOptionOfDeeplearning4jsBuilderIsThere() {
        List<String> theirs = options(ParameterAveragingTrainingMaster.Builder.class);

        assertThat(theirs).hasSizeGreaterThan(10).contains("trainingHooks(java.util.Collection)");
        assertThat(options(ConvoyTrainingMaster.Builder.class)).containsAll(theirs);
    }

    @Test
    void everyConstructorGetterAndSetterOfDeeplearning4jsMasterIsThere() {
        assertThat(signatures(ConvoyTrainingMaster.class.getConstructors()))
                .containsAll(signatures(ParameterAveragingTrainingMaster.class.getConstructors()))
                .hasSize(3);
        List<String> properties = Stream.of(ParameterAveragingTrainingMaster.class.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
                .filter(method -> method.getName().matches("(get|set|is)[A-Z].*"))
                // Deeplearning4j's own kind of worker.
                .filter(method -> !method.getName().equals("getWorkerInstance"))
                .map(ConvoyTrainingMasterTest::signature)
                .toList();
        assertThat(properties).hasSizeGreaterThan(15);
        assertThat(Stream.of(ConvoyTrainingMaster.class.getMethods()).map(ConvoyTrainingMasterTest::signature))
                .containsAll(properties);
    }

    @Test
    void settersChangeWhatTheMasterIs() {
        ConvoyTrainingMaster master = new ConvoyTrainingMaster(true, 4, 1, 32, 7, 2);
        assertThat(master)
                .isEqualTo(new ConvoyTrainingMaster.Builder(4, 1)
                        .batchSizePerWorker(32)
                        .averagingFrequency(7)
                        .build());
        master.setNumWorkers(3);
        master.setAveragingFrequency(2);
        master.setSaveUpdater(false);
        master.setAggregationDepth(5);

        assertThat(master)
                .isEqualTo(new ConvoyTrainingMaster(
                        false, 3, 1, 32, 2, 2, 0, Repartition.Always, RepartitionStrategy.Balanced, false));
        assertThat(List.of(
                        master.getNumWorkers(),
                        master.getAveragingFrequency(),
                        master.getAggregationDepth(),
                        master.getPrefetchNumBatches()))
                .containsExactly(3, 2, 5, 2);
        assertThatThrownBy(() -> master.setNumWorkers(0)).hasMessageContaining("numWorkers must be >= 1");
    }

    private static List<String> signatures(Constructor<?>[] constructors) {
        return Stream.of(constructors)
                .map(constructor -> Arrays.toString(constructor.getParameterTypes()))
                .toList();
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
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
        List<TrainingHook> hooks = new ArrayList<>();
        hooks.add(null);
        assertThatThrownBy(() -> master.setTrainingHookList(hooks)).hasMessageContaining("no training hooks");
        assertThatThrownBy(() -> new ConvoyTrainingMaster.Builder(1).trainingHooks(hooks))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(master.getTrainingHookList()).isEmpty();
        assertThatThrownBy(() -> master.getWorkerInstance((SparkDl4jMultiLayer) null))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
