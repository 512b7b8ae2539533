package dev.convoy.kernel;

import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;

/** The table of awkward networks that every kernel is tested with; this class has its convolutions and poolings. */
public final class OddShapes {
    private static final int[][] FILTERS = {{1, 1}, {2, 2}, {3, 3}, {5, 5}, {7, 7}, {1, 3}, {5, 2}};
    private static final int[] CHANNELS = {1, 2, 3, 5, 8, 16, 17, 33, 67};
    private static final int[] BATCHES = {1, 2, 3, 5, 8, 16, 33};

    private OddShapes() {}

    /** One network with the size of its batch; its string is the name of the test case and contains the seed. */
    public record Case(String name, Model model, int batch, long seed) {
        @Override
        public String toString() {
            return name + " batch " + batch + " seed " + seed;
        }
    }

    /** The whole table: these cases and those of the other classes. */
    public static Stream<Case> all() {
        return Stream.of(
                        convolutions(),
                        poolings(),
                        LayerCases.all(),
                        SameShapeCases.all(),
                        GraphCases.all(),
                        FrozenCases.all())
                .flatMap(cases -> cases);
    }

    /** Every filter × stride × padding, with channels and batch sizes in rotation, so that all of them are combined. */
    static Stream<Case> convolutions() {
        List<Case> cases = new ArrayList<>();
        for (int[] filter : FILTERS) {
            for (int stride = 1; stride <= 3; stride++) {
                for (ConvolutionMode mode : List.of(ConvolutionMode.Truncate, ConvolutionMode.Same)) {
                    int turn = cases.size();
                    cases.add(convolution(filter, stride, 1, 0, mode, turn));
                }
                cases.add(convolution(filter, stride, 1, filter[0] / 2, ConvolutionMode.Truncate, cases.size()));
            }
            cases.add(convolution(filter, 1, 2, 1, ConvolutionMode.Truncate, cases.size()));
        }
        return cases.stream();
    }

    static Stream<Case> poolings() {
        List<Case> cases = new ArrayList<>();
        for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG)) {
            for (int kernel = 2; kernel <= 3; kernel++) {
                for (int stride = 1; stride <= 3; stride++) {
                    for (ConvolutionMode mode : List.of(ConvolutionMode.Truncate, ConvolutionMode.Same)) {
                        cases.add(pooling(type, kernel, stride, mode, 100 + cases.size()));
                    }
                }
            }
        }
        return cases.stream();
    }

    private static Case convolution(
            int[] filter, int stride, int dilation, int padding, ConvolutionMode mode, int turn) {
        Shape input = new Shape(CHANNELS[turn % CHANNELS.length], 15, 17);
        int outputs = CHANNELS[(turn * 4 + 3) % CHANNELS.length];
        Layer first = Networks.convolution(filter[0], filter[1], outputs)
                .stride(stride, stride)
                .dilation(dilation, dilation)
                .padding(padding, padding)
                .convolutionMode(mode)
                .hasBias(turn % 5 != 4)
                .build();
        // With a second convolution, the first one's gradient by its source matters.
        Layer second = Networks.convolution(2, 2, 3)
                .convolutionMode(ConvolutionMode.Same)
                .build();
        String name = "%d to %d channels, %d×%d, stride %d, dilation %d, padding %d, %s"
                .formatted(input.channels(), outputs, filter[0], filter[1], stride, dilation, padding, mode);
        Model model = Networks.of(input, second, first, Networks.dense(7), Networks.output(5));
        return new Case(name, model, BATCHES[turn % BATCHES.length], turn);
    }

    private static Case pooling(PoolingType type, int kernel, int stride, ConvolutionMode mode, int turn) {
        Layer pooling = new SubsamplingLayer.Builder(type)
                .kernelSize(kernel, kernel)
                .stride(stride, stride)
                .convolutionMode(mode)
                .build();
        Model model =
                Networks.of(new Shape(2, 11, 10), Networks.convolution(3, 3, 19).build(), pooling, Networks.output(4));
        String name = "%s pooling %d×%d, stride %d, %s".formatted(type, kernel, kernel, stride, mode);
        return new Case(name, model, BATCHES[turn % BATCHES.length], turn);
    }
}
