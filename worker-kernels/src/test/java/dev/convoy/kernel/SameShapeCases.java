package dev.convoy.kernel;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.nd4j.linalg.activations.Activation;

/** The part of the table that holds layers which keep the shape: normalization, activation, dropout. */
final class SameShapeCases {
    private final CaseList cases = new CaseList(300);

    private SameShapeCases() {}

    static Stream<OddShapes.Case> all() {
        SameShapeCases table = new SameShapeCases();
        table.normalizations();
        table.activations();
        table.dropouts();
        return table.cases.stream();
    }

    private void normalizations() {
        for (boolean logDeviation : List.of(true, false)) {
            for (boolean locked : List.of(true, false)) {
                BatchNormalization layer = new BatchNormalization.Builder()
                        .useLogStd(logDeviation)
                        .lockGammaBeta(locked)
                        .build();
                String setting = " batch normalization, log10 of deviation: %s, locked: %s";
                String name = setting.formatted(logDeviation, locked);
                cases.behindConvolution("image" + name, layer);
                // One vector has variance 0, and no gradient reaches the layers before it.
                cases.add(
                        "vector" + name,
                        5,
                        CaseList.smoothConvolution(),
                        CaseList.smoothDense(7),
                        layer,
                        Networks.output(4));
            }
        }
        // Both must be changed: otherwise Deeplearning4j's forward pass ignores both.
        Layer scaled = new BatchNormalization.Builder()
                .lockGammaBeta(true)
                .gamma(2)
                .beta(0.5)
                .build();
        cases.behindConvolution("batch normalization with γ locked to 2 and β to 0.5", scaled);
        Layer quick = new BatchNormalization.Builder().decay(0.4).eps(0.01).build();
        cases.behindConvolution("batch normalization with decay 0.4 and epsilon 0.01", quick);
        cases.behindConvolution("local response normalization", new LocalResponseNormalization());
        Layer strong = new LocalResponseNormalization.Builder(1.5, 3, 0.4, 0.6).build();
        cases.behindConvolution("strong local response normalization", strong);
    }

    private void activations() {
        for (Activation activation : List.of(
                Activation.RELU,
                Activation.LEAKYRELU,
                Activation.RELU6,
                Activation.ELU,
                Activation.GELU,
                Activation.SWISH,
                Activation.SIGMOID,
                Activation.TANH,
                Activation.HARDSIGMOID,
                Activation.SOFTPLUS,
                Activation.MISH,
                Activation.IDENTITY,
                Activation.SOFTMAX)) {
            Layer dense = new DenseLayer.Builder()
                    .nOut(19)
                    .activation(Activation.IDENTITY)
                    .build();
            Layer layer = new ActivationLayer(activation);
            cases.add(
                    activation + " of vectors",
                    cases.batch(),
                    CaseList.smoothConvolution(),
                    dense,
                    layer,
                    Networks.output(4));
            // For an image, Deeplearning4j computes it along the columns, not the channels.
            if (activation != Activation.SOFTMAX) {
                Layer convolution =
                        Networks.convolution(3, 3, 5).activation(activation).build();
                cases.add(activation + " of images", cases.batch(), convolution, Networks.output(4));
            }
        }
    }

    private void dropouts() {
        Layer dense = new DenseLayer.Builder()
                .nOut(11)
                .dropOut(0.7)
                .activation(Activation.TANH)
                .build();
        cases.behindConvolution("dropout of a dense layer's input", dense);
        cases.behindConvolution(
                "dropout layer", new DropoutLayer(0.4), CaseList.smoothDense(11), new DropoutLayer(0.8));
    }
}
