package dev.convoy.kernel;

import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** The part of the table that holds graphs, and every loss. */
final class GraphCases {
    private static final Shape IMAGE = new Shape(3, 7, 6);
    private static final int[] BATCHES = {3, 8, 1, 5, 33};
    private static final float[] WEIGHTS = {1, 0.25f, 3, 0.5f};

    private final List<OddShapes.Case> cases = new ArrayList<>();

    private GraphCases() {}

    static Stream<OddShapes.Case> all() {
        GraphCases table = new GraphCases();
        table.vertices();
        table.losses();
        return table.cases.stream();
    }

    private void vertices() {
        for (Op operation : Op.values()) {
            add("%s of a convolution and its own input".formatted(operation), residual(operation));
        }
        for (Op operation : List.of(Op.Add, Op.Product, Op.Average, Op.Max)) {
            add("%s of three convolutions, one twice".formatted(operation), threeReaders(operation));
        }
        add("merge of 1, 5 and 3 channels", merge());
        add("sum of a value and itself", itself());
        for (int channels : List.of(5, 8)) {
            add("residual blocks of " + channels + " channels", residualBlocks(channels));
        }
    }

    private static GraphBuilder residual(Op operation) {
        return end(Networks.graph()
                .addLayer("stem", convolution(4), "image")
                .addLayer("branch", convolution(4), "stem")
                .addVertex("join", new ElementWiseVertex(operation), "branch", "stem"));
    }

    private static GraphBuilder threeReaders(Op operation) {
        return end(Networks.graph()
                .addLayer("stem", convolution(4), "image")
                .addLayer("one", convolution(5), "stem")
                .addLayer("two", convolution(5), "stem")
                .addLayer("three", convolution(5), "stem")
                .addVertex("inner", new ElementWiseVertex(operation), "one", "two", "three")
                .addVertex("join", new ElementWiseVertex(Op.Subtract), "inner", "two"));
    }

    private static GraphBuilder merge() {
        return end(Networks.graph()
                .addLayer("stem", convolution(5), "image")
                .addLayer("narrow", convolution(1), "image")
                .addLayer("deep", convolution(3), "stem")
                .addVertex("join", new MergeVertex(), "narrow", "stem", "deep"));
    }

    private static GraphBuilder itself() {
        return end(Networks.graph()
                .addLayer("stem", convolution(5), "image")
                .addVertex("join", new ElementWiseVertex(Op.Add), "stem", "stem"));
    }

    /** Sums with a ReLU of one normalized value, first or last, and of two; the first two sums have two readers. */
    private static GraphBuilder residualBlocks(int channels) {
        GraphBuilder graph = Networks.graph().addLayer("stem", convolution(channels), "image");
        normalized(graph, "one", "stem", channels);
        sum(graph, "first", "one-norm", "stem");
        normalized(graph, "two", "first", channels);
        sum(graph, "second", "first", "two-norm");
        normalized(graph, "three", "second", channels);
        normalized(graph, "four", "second", channels);
        sum(graph, "join", "three-norm", "four-norm");
        return end(graph);
    }

    private static void normalized(GraphBuilder graph, String name, String input, int channels) {
        graph.addLayer(name, convolution(channels), input)
                .addLayer(name + "-norm", new BatchNormalization.Builder().build(), name);
    }

    private static void sum(GraphBuilder graph, String name, String... inputs) {
        ActivationLayer relu =
                new ActivationLayer.Builder().activation(Activation.RELU).build();
        graph.addVertex(name + "-sum", new ElementWiseVertex(Op.Add), inputs).addLayer(name, relu, name + "-sum");
    }

    private static GraphBuilder end(GraphBuilder graph) {
        return graph.addLayer("last", convolution(2), "join").addLayer("output", Networks.output(4), "last");
    }

    private void losses() {
        loss("class-weighted softmax", Activation.SOFTMAX, new LossMCXENT(Nd4j.createFromArray(WEIGHTS)));
        loss("sigmoid cross entropy", Activation.SIGMOID, new LossBinaryXENT());
        loss("weighted sigmoid cross entropy", Activation.SIGMOID, new LossBinaryXENT(Nd4j.createFromArray(WEIGHTS)));
        loss("mean squared error", Activation.IDENTITY, new LossMSE());
        loss("mean squared error of tanh", Activation.TANH, new LossMSE());
        loss("mean squared error of softmax", Activation.SOFTMAX, new LossMSE());
        loss("weighted mean squared error", Activation.IDENTITY, new LossMSE(Nd4j.createFromArray(WEIGHTS)));
        Layer loss = new LossLayer.Builder(new LossMCXENT())
                .activation(Activation.SOFTMAX)
                .build();
        add("loss layer", Networks.of(IMAGE, convolution(2), Networks.dense(4), loss));
    }

    private void loss(String name, Activation activation, ILossFunction function) {
        Layer output = new OutputLayer.Builder(function)
                .nOut(WEIGHTS.length)
                .activation(activation)
                .build();
        add(name, Networks.of(IMAGE, convolution(2), output));
    }

    private void add(String name, GraphBuilder graph) {
        add("graph: " + name, Networks.of(IMAGE, graph));
    }

    private void add(String name, Model model) {
        cases.add(new OddShapes.Case(name, model, BATCHES[cases.size() % BATCHES.length], 400 + cases.size()));
    }

    private static Layer convolution(int outputs) {
        return Networks.convolution(3, 3, outputs)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .build();
    }
}
