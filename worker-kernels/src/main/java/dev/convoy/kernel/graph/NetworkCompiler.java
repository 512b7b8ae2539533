package dev.convoy.kernel.graph;

import dev.convoy.kernel.graph.LayerSpec.Activation;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Turns a checked model into the list of layers that Convoy's own kernels compute, or names the layer they cannot. */
public final class NetworkCompiler {
    private final Model model;

    private NetworkCompiler(Model model) {
        this.model = model;
    }

    /** @throws UnsupportedLayer naming the first layer or setting outside what Convoy's own kernels compute */
    public static Network compile(Model model) throws UnsupportedLayer {
        return new NetworkCompiler(model).compile();
    }

    private Network compile() throws UnsupportedLayer {
        List<LayerSpec> layers = new ArrayList<>();
        int last = model.layers().size() - 1;
        for (int i = 0; i <= last; i++) {
            Layer layer = model.configuration().getConf(i).getLayer();
            Model.Row row = model.layers().get(i);
            checkCommon(layer, row.name(), model.configuration().getInputPreProcess(i));
            layers.add(spec(layer, row));
            if (layer instanceof BaseOutputLayer != (i == last)) {
                throw new UnsupportedLayer(row.name(), "an output layer that is not the last one, or none at the end");
            }
        }
        return new Network(model.input(), List.copyOf(layers), model.parameters());
    }

    private static LayerSpec spec(Layer layer, Model.Row row) throws UnsupportedLayer {
        if (layer.getClass() == ConvolutionLayer.class || layer.getClass() == Convolution2D.class) {
            return convolution((ConvolutionLayer) layer, row);
        }
        if (layer.getClass() == SubsamplingLayer.class) {
            return pooling((SubsamplingLayer) layer, row);
        }
        if (layer.getClass() == DenseLayer.class) {
            DenseLayer dense = (DenseLayer) layer;
            if (dense.hasLayerNorm()) {
                throw new UnsupportedLayer(row.name(), "layer normalization");
            }
            return dense(row, dense.hasBias(), activation(dense.getActivationFn(), row.name()));
        }
        if (layer.getClass() == OutputLayer.class) {
            OutputLayer output = (OutputLayer) layer;
            checkSoftmaxCrossEntropy(output.getActivationFn(), output.getLossFn(), row.name());
            return dense(row, output.hasBias(), Activation.IDENTITY);
        }
        throw new UnsupportedLayer(row.name(), "type " + row.kind());
    }

    private static Convolution convolution(ConvolutionLayer layer, Model.Row row) throws UnsupportedLayer {
        checkFormat(layer.getCnn2dDataFormat(), row.name());
        Window window = window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getDilation(),
                layer.getPadding(),
                layer.getConvolutionMode(),
                row);
        return new Convolution(
                row.name(),
                row.input(),
                row.output(),
                window,
                layer.hasBias(),
                activation(layer.getActivationFn(), row.name()),
                row.parameterOffset());
    }

    private static Pooling pooling(SubsamplingLayer layer, Model.Row row) throws UnsupportedLayer {
        checkFormat(layer.getCnn2dDataFormat(), row.name());
        Window window = window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getDilation(),
                layer.getPadding(),
                layer.getConvolutionMode(),
                row);
        Pooling.Kind kind =
                switch (layer.getPoolingType()) {
                    case MAX -> Pooling.Kind.MAX;
                    case AVG ->
                        layer.isAvgPoolIncludePadInDivisor() ? Pooling.Kind.AVERAGE_WITH_PADDING : Pooling.Kind.AVERAGE;
                    default -> throw new UnsupportedLayer(row.name(), layer.getPoolingType() + " pooling");
                };
        return new Pooling(row.name(), row.input(), row.output(), window, kind);
    }

    private static Dense dense(Model.Row row, boolean hasBias, Activation activation) {
        return new Dense(row.name(), row.input(), row.output(), hasBias, activation, row.parameterOffset());
    }

    private static Window window(
            int[] kernel, int[] stride, int[] dilation, int[] padding, ConvolutionMode mode, Model.Row row)
            throws UnsupportedLayer {
        if (mode == ConvolutionMode.Causal) {
            throw new UnsupportedLayer(row.name(), "causal convolution");
        }
        boolean same = mode == ConvolutionMode.Same;
        Shape in = row.input();
        Shape out = row.output();
        int vertical =
                same ? samePadding(in.height(), out.height(), kernel[0], stride[0], dilation[0]) : 2 * padding[0];
        int horizontal =
                same ? samePadding(in.width(), out.width(), kernel[1], stride[1], dilation[1]) : 2 * padding[1];
        return new Window(
                kernel[0],
                kernel[1],
                stride[0],
                stride[1],
                dilation[0],
                dilation[1],
                vertical / 2,
                horizontal / 2,
                vertical - vertical / 2,
                horizontal - horizontal / 2);
    }

    /** All padding of one direction in "same" mode; the odd one goes behind, as in Deeplearning4j. */
    private static int samePadding(int input, int output, int kernel, int stride, int dilation) {
        return Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - input);
    }

    private static void checkCommon(Layer layer, String name, InputPreProcessor preprocessor) throws UnsupportedLayer {
        if (layer.getIDropout() != null) {
            throw new UnsupportedLayer(name, "dropout");
        }
        if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
            throw new UnsupportedLayer(name, "weight noise");
        }
        // Both only reshape, and keep the order of the values: nothing to compute.
        if (preprocessor != null
                && !(preprocessor instanceof CnnToFeedForwardPreProcessor)
                && !(preprocessor instanceof FeedForwardToCnnPreProcessor)) {
            throw new UnsupportedLayer(name, "preprocessor " + preprocessor);
        }
    }

    private static void checkFormat(CNN2DFormat format, String name) throws UnsupportedLayer {
        if (format != CNN2DFormat.NCHW) {
            throw new UnsupportedLayer(name, "data format " + format);
        }
    }

    private static Activation activation(IActivation activation, String name) throws UnsupportedLayer {
        if (activation instanceof ActivationIdentity) {
            return Activation.IDENTITY;
        }
        if (activation.getClass() == ActivationReLU.class && activation.equals(new ActivationReLU())) {
            return Activation.RELU;
        }
        throw new UnsupportedLayer(name, "activation " + activation);
    }

    private static void checkSoftmaxCrossEntropy(IActivation activation, ILossFunction loss, String name)
            throws UnsupportedLayer {
        // LossNegativeLogLikelihood is a LossMCXENT by another name.
        boolean plain = loss instanceof LossMCXENT entropy && entropy.getWeights() == null;
        if (!plain || activation.getClass() != ActivationSoftmax.class) {
            throw new UnsupportedLayer(name, "activation " + activation + " with loss " + loss);
        }
    }
}
