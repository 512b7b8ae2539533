package dev.convoy.kernel;

import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;

/** Collects networks of layers in a row, with increasing seeds and batch sizes in rotation. */
final class CaseList {
    private static final Shape IMAGE = new Shape(2, 9, 8);
    private static final int[] BATCHES = {5, 2, 17, 3, 8, 1};

    private final long firstSeed;
    private final List<OddShapes.Case> cases = new ArrayList<>();

    CaseList(long firstSeed) {
        this.firstSeed = firstSeed;
    }

    Stream<OddShapes.Case> stream() {
        return cases.stream();
    }

    /** Adds the layers between a convolution of 5 channels, whose gradient shows theirs, and an output layer. */
    void behindConvolution(String name, Layer... layers) {
        Layer[] all = new Layer[layers.length + 2];
        all[0] = smoothConvolution();
        System.arraycopy(layers, 0, all, 1, layers.length);
        all[all.length - 1] = Networks.output(4);
        add(name, batch(), all);
    }

    void add(String name, int batch, Layer... layers) {
        cases.add(new OddShapes.Case(name, Networks.of(IMAGE, layers), batch, firstSeed + cases.size()));
    }

    int batch() {
        return BATCHES[cases.size() % BATCHES.length];
    }

    static Layer smoothConvolution() {
        return Networks.convolution(3, 3, 5)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .build();
    }

    static Layer smoothDense(int outputs) {
        return new DenseLayer.Builder()
                .nOut(outputs)
                .activation(Activation.TANH)
                .build();
    }
}
