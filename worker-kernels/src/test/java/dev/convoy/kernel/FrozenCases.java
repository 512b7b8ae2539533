package dev.convoy.kernel;

import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The part of the table whose front is frozen: no gradient there, running statistics in use, no dropout. */
final class FrozenCases {
    private static final Shape IMAGE = new Shape(3, 7, 6);

    private FrozenCases() {}

    static Stream<OddShapes.Case> all() {
        Model row = row(new BatchNormalization.Builder().build());
        Model plain = row(new BatchNormalization.Builder().useLogStd(false).build());
        Model locked = row(new BatchNormalization.Builder()
                .lockGammaBeta(true)
                .gamma(2)
                .beta(0.5)
                .build());
        return Stream.of(
                        row.frozenUntil("layer0"),
                        row.frozenUntil("layer1"),
                        plain.frozenUntil("layer2"),
                        locked.frozenUntil("layer3"),
                        row.frozenUntil("layer4"),
                        lossLayer().frozenUntil("layer1"),
                        graph("join"),
                        graph("branch"),
                        graph("stem"))
                .map(FrozenCases::named);
    }

    private static OddShapes.Case named(Model model) {
        long frozen = model.layers().stream().filter(LayerInfo::frozen).count();
        return new OddShapes.Case(
                "%d of %d frozen".formatted(frozen, model.layers().size()), model, 5, 700 + frozen);
    }

    private static Model row(Layer normalization) {
        return Networks.of(
                IMAGE,
                Networks.convolution(3, 3, 5).build(),
                normalization,
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .build(),
                new DenseLayer.Builder()
                        .nOut(7)
                        .dropOut(0.5)
                        .activation(Activation.TANH)
                        .build(),
                Networks.dense(6),
                Networks.output(4));
    }

    /** Frozen, no weights lead to the loss: its gradient goes nowhere. */
    private static Model lossLayer() {
        return Networks.of(
                IMAGE,
                Networks.convolution(3, 3, 5).build(),
                new DenseLayer.Builder().nOut(4).activation(Activation.IDENTITY).build(),
                new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build());
    }

    private static Model graph(String until) {
        return Networks.of(
                        IMAGE,
                        Networks.graph()
                                .addLayer("stem", same(), "image")
                                .addLayer("branch", new BatchNormalization.Builder().build(), "stem")
                                .addLayer("other", same(), "image")
                                .addVertex("join", new ElementWiseVertex(Op.Add), "branch", "stem")
                                .addVertex("end", new ElementWiseVertex(Op.Product), "join", "other")
                                .addLayer("last", Networks.convolution(3, 3, 2).build(), "end")
                                .addLayer("output", Networks.output(4), "last"))
                .frozenUntil(until);
    }

    private static Layer same() {
        return Networks.convolution(3, 3, 4)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .build();
    }
}
