package dev.convoy.kernel.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.kernel.Device;
import dev.convoy.kernel.Networks;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.List;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class Nd4jProviderTest {
    private static final Model MODEL = Networks.of(new Shape(1, 6, 6), Networks.output(3));

    @Test
    void aBuildForGpusIsNoUseToATaskWithoutOne() {
        assertThat(new Nd4jProvider(Device.CPU, () -> "JCublasBackend").unsupportedReason(MODEL, Precision.FLOAT32))
                .hasValue("this build's ND4J computes on GPUs, and Spark assigned none to the task: build without"
                        + " -Pcuda");
    }

    @Test
    void schedulesOfDropoutAndWeightNoiseAreRefused() {
        ISchedule schedule = new StepSchedule(ScheduleType.ITERATION, 0.9, 0.5, 10);
        List<Layer> scheduled = List.of(
                new DenseLayer.Builder().nOut(4).dropOut(new Dropout(schedule)).build(),
                new DenseLayer.Builder()
                        .nOut(4)
                        .dropOut(new GaussianNoise(schedule))
                        .build(),
                new DenseLayer.Builder()
                        .nOut(4)
                        .weightNoise(new DropConnect(schedule))
                        .build());
        for (Layer layer : scheduled) {
            Model model = Networks.of(new Shape(1, 6, 6), layer, Networks.output(3));

            assertThat(new Nd4jProvider(Device.CPU).unsupportedReason(model, Precision.FLOAT32))
                    .as(layer.toString())
                    .hasValueSatisfying(reason -> assertThat(reason)
                            .isEqualTo("layer layer0 has dropout, noise or weight noise with a schedule: set a constant"
                                    + " value"));
        }
        Layer constant =
                new DenseLayer.Builder().nOut(4).dropOut(new GaussianNoise(0.1)).build();
        Model model = Networks.of(new Shape(1, 6, 6), constant, Networks.output(3));
        assertThat(new Nd4jProvider(Device.CPU).unsupportedReason(model, Precision.FLOAT32))
                .isEmpty();
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
