package dev.convoy.kernel.graph;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Kernel, stride, dilation and padding, with the padding of "same" mode worked out. */
final class WindowTranslation {
    private WindowTranslation() {}

    static Window of(ConvolutionLayer layer, Model.Row row) throws UnsupportedLayer {
        return window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getDilation(),
                layer.getPadding(),
                layer.getConvolutionMode(),
                row.input(),
                row.output(),
                row.name());
    }

    static Window of(SubsamplingLayer layer, Model.Row row) throws UnsupportedLayer {
        return window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getDilation(),
                layer.getPadding(),
                layer.getConvolutionMode(),
                row.input(),
                row.output(),
                row.name());
    }

    /** That of the convolution whose backward pass this layer is: from its output to its input. */
    static Window transposed(ConvolutionLayer layer, Model.Row row) throws UnsupportedLayer {
        return window(
                layer.getKernelSize(),
                layer.getStride(),
                layer.getDilation(),
                layer.getPadding(),
                layer.getConvolutionMode(),
                row.output(),
                row.input(),
                row.name());
    }

    private static Window window(
            int[] kernel,
            int[] stride,
            int[] dilation,
            int[] padding,
            ConvolutionMode mode,
            Shape in,
            Shape out,
            String name)
            throws UnsupportedLayer {
        if (mode == ConvolutionMode.Causal) {
            throw new UnsupportedLayer(name, "causal convolution");
        }
        boolean same = mode == ConvolutionMode.Same;
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
}
