package dev.convoy.kernel.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.feed.MinibatchBuffer;
import dev.convoy.kernel.Networks;
import dev.convoy.kernel.Precision;
import dev.convoy.worker.ModelState;
import dev.convoy.worker.Optimizer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Sizes are checked from the configuration, before anything is allocated. */
class ModelSizeTest {
    private static final Shape IMAGE = new Shape(1, 28, 28);

    static Stream<Arguments> absurd() {
        return Stream.of(
                Arguments.of(
                        (Supplier<Model>) () -> model(IMAGE, 1_000_000_000, 10, new Sgd(0.1)),
                        "a network must have at most 536,870,911 parameters of type FLOAT. Given: 795,000,000,010, most of"
                                + " them in layer layer0 from 784 to 1000000000. Check that layer's size"),
                Arguments.of(
                        (Supplier<Model>) () -> model(IMAGE, 500, 9_300_000, new Sgd(0.1)),
                        "a network must have at most 536,870,911 parameters of type FLOAT. Given: 4,659,692,500, most of"
                                + " them in layer layer1 from 500 to 9300000. Check"),
                Arguments.of(
                        (Supplier<Model>) () -> Networks.of(
                                new Shape(1, 100_000, 100_000),
                                Networks.convolution(5, 5, 20).build(),
                                Networks.output(10)),
                        "a layer must have at most 2,147,483,647 outputs for an example. Given: 199,984,000,320 in layer"
                                + " layer0. Use smaller images"),
                Arguments.of(
                        (Supplier<Model>) () -> model(IMAGE, Integer.MAX_VALUE, Integer.MAX_VALUE, new Sgd(0.1)),
                        "a network must have at most 536,870,911 parameters of type FLOAT. Given: 4,6"));
    }

    @ParameterizedTest
    @MethodSource("absurd")
    void anAbsurdNetworkIsRefusedWithItsLargestLayer(Supplier<Model> making, String message) {
        assertThatThrownBy(making::get)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void precisionAndUpdaterCountBeforeTheOptimizerAllocates() {
        Shape one = new Shape(1, 1, 1);
        Model nesterovs = model(one, 70_000_000, 2, new Nesterovs(0.1));

        assertThat(ModelSize.of(nesterovs, DataType.FLOAT).bytes()).isEqualTo(2L * 4 * 280_000_002);
        assertThatThrownBy(() -> new Optimizer(nesterovs, Precision.FLOAT64, 1).close())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "a network must have at most 268,435,455 parameters of type DOUBLE. Given: 280,000,002, most");
        Model adam = model(one, 70_000_000, 2, new Adam(0.1));
        assertThatThrownBy(() -> new Optimizer(adam, Precision.FLOAT32, 1).close())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(
                        "a network's updaters must keep at most 536,870,911 values of type FLOAT. Given:"
                                + " 560,000,004, most");
    }

    @Test
    void theSizeIsThatOfTheStateItself() {
        for (IUpdater updater : new IUpdater[] {new Sgd(0.1), new Nesterovs(0.1), new Adam(0.1)}) {
            Model model = model(IMAGE, 20, 10, updater);
            ModelSize size = ModelSize.of(model, DataType.DOUBLE);
            try (Optimizer optimizer = new Optimizer(model, Precision.FLOAT64, 1)) {
                ModelState state = optimizer.state();

                assertThat(size.parameters()).isEqualTo(state.parameters().length());
                assertThat(size.updaterState()).isEqualTo(state.updaterState().length());
                assertThat(size.bytes()).isEqualTo(state.bytes());
            }
        }
    }

    @Test
    void aBatchMustFitIntoAnArray() {
        Shape large = new Shape(3, 10_000, 10_000);
        MinibatchBuffer.requireRoom(7, large, 10);

        assertThatThrownBy(() -> MinibatchBuffer.requireRoom(8, large, 10))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("a batch must have less than 2³¹ features, and less than 2³¹ labels. Given: 8 examples of"
                        + " 3×10000×10000 and 10 classes. Use a smaller batch size or smaller images.");
        assertThatThrownBy(() -> MinibatchBuffer.requireRoom(1000, IMAGE, 9_300_000))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void theLayerOfAWeightThatIsNotFiniteIsNamed() {
        Model model = model(new Shape(2, 1, 1), 2, 2, new Sgd(0.1));
        double[] weights = new double[12];
        model.requireFinite(FlatVector.of(weights), "x.zip");
        for (int place = 0; place < weights.length; place++) {
            double[] bad = weights.clone();
            bad[place] = place % 2 == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;

            assertThatThrownBy(() -> model.requireFinite(FlatVector.of(bad), "x.zip"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("weights must be finite as DOUBLE. Given: an infinite value or NaN in layer layer"
                            + (place < 6 ? 0 : 1) + " of x.zip. Use a model from before training diverged.");
        }
    }

    private static Model model(Shape input, int dense, int classes, IUpdater updater) {
        return Model.of(
                new NeuralNetConfiguration.Builder()
                        .updater(updater)
                        .list()
                        .layer(Networks.dense(dense))
                        .layer(Networks.output(classes))
                        .build(),
                input);
    }
}
