package dev.convoy.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Weights of classes that are set in a configuration, in all engines; {@code nd4j} is Deeplearning4j itself. */
class ClassWeightsTest {
    private static final Shape IMAGE = new Shape(2, 5, 4);
    private static final float[] WEIGHTS = {0.1f, 3, 1, 12.3f};
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn", "nd4j"})
    void anExampleCountsAsOftenAsItsClassHasWeight(String engine) {
        Model plain = network();
        Model weighted = network();
        weighted.weighClasses(WEIGHTS);
        double[] parameters = Networks.parameters(plain, 7);
        for (int label = 0; label < WEIGHTS.length; label++) {
            Batch example = batch(oneHot(label));
            Networks.Outcome once = Networks.gradient(engine, plain, Precision.FLOAT32, parameters, example);
            Networks.Outcome often = Networks.gradient(engine, weighted, Precision.FLOAT32, parameters, example);

            float weight = WEIGHTS[label];
            assertThat(often.loss()).isCloseTo(weight * once.loss(), within(TOLERANCE * weight * once.loss()));
            assertThat(often.gradient()).containsExactly(scaled(once.gradient(), weight), within(TOLERANCE * weight));
        }
    }

    /** As PyTorch's CrossEntropyLoss for targets that are probabilities: −Σ w[k] · t[k] · ln p[k], for each example. */
    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn", "nd4j"})
    void eachPartOfAMixedLabelHasTheWeightOfItsClass(String engine) {
        Model plain = network();
        Model weighted = network();
        weighted.weighClasses(WEIGHTS);
        double[] parameters = Networks.parameters(plain, 7);
        float[] mixed = {0.025f, 0.725f, 0.025f, 0.225f};

        Networks.Outcome outcome = Networks.gradient(engine, weighted, Precision.FLOAT32, parameters, batch(mixed));

        double loss = 0;
        double[] gradient = new double[parameters.length];
        for (int k = 0; k < mixed.length; k++) {
            Networks.Outcome part = Networks.gradient(engine, plain, Precision.FLOAT32, parameters, batch(oneHot(k)));
            double share = (double) WEIGHTS[k] * mixed[k];
            loss += share * part.loss();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += share * part.gradient()[i];
            }
        }
        assertThat(outcome.loss()).isCloseTo(loss, within(TOLERANCE * loss));
        assertThat(outcome.gradient()).containsExactly(gradient, within(10 * TOLERANCE));
    }

    /** An executor gets the configuration as JSON, and so does who opens model.zip. */
    @Test
    void weightsAreTheSameBitsAfterJson() {
        Model model = network();
        model.weighClasses(WEIGHTS);
        Model again = Model.fromJson(model.configuration().toJson(), IMAGE);
        double[] parameters = Networks.parameters(model, 7);
        Batch batch = Networks.batch(model, 9, 3);

        assertThat(Networks.gradient("onednn", again, Precision.FLOAT32, parameters, batch)
                        .gradient())
                .isEqualTo(Networks.gradient("onednn", model, Precision.FLOAT32, parameters, batch)
                        .gradient());
        again.weighClasses(new float[] {1, 1, 1, 1});
        assertThat(Networks.gradient("onednn", again, Precision.FLOAT32, parameters, batch)
                        .gradient())
                .isEqualTo(Networks.gradient("onednn", network(), Precision.FLOAT32, parameters, batch)
                        .gradient());
    }

    @Test
    void aLossLayerTakesWeightsToo() {
        Layer loss = new LossLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                .activation(Activation.SOFTMAX)
                .build();
        Model model = Networks.of(IMAGE, Networks.dense(4), loss);
        model.weighClasses(WEIGHTS);

        assertThat(model.configuration().toJson()).contains("12.3");
    }

    @Test
    void otherLossesAreRefused() {
        for (Layer last : new Layer[] {
            output(Activation.SIGMOID, LossFunction.XENT),
            output(Activation.SOFTMAX, LossFunction.MSE),
            output(Activation.SOFTMAX, LossFunction.SPARSE_MCXENT),
            new CenterLossOutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(4)
                    .activation(Activation.SOFTMAX)
                    .build()
        }) {
            Model model = Networks.of(IMAGE, last);
            assertThatThrownBy(() -> model.weighClasses(WEIGHTS))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith(
                            "train.class-weights needs an output layer with softmax and cross-entropy (LossMCXENT).")
                    .hasMessageContaining("in layer ");
        }
    }

    private static OutputLayer output(Activation activation, LossFunction loss) {
        return new OutputLayer.Builder(loss).nOut(4).activation(activation).build();
    }

    private static Model network() {
        return Networks.of(IMAGE, Networks.convolution(3, 3, 3).build(), Networks.output(WEIGHTS.length));
    }

    private static Batch batch(float[] labels) {
        Batch image = Networks.batch(network(), 1, 11);
        return new Batch(1, image.features(), labels, 0);
    }

    private static float[] oneHot(int label) {
        float[] labels = new float[WEIGHTS.length];
        labels[label] = 1;
        return labels;
    }

    private static double[] scaled(double[] values, double factor) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> factor * values[i])
                .toArray();
    }
}
