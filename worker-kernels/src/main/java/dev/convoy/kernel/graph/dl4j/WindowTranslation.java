package dev.convoy.kernel.graph.dl4j;

import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.Window;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Translates kernel, stride, dilation and padding, and computes the padding of "same" mode. */
final class WindowTranslation {
    private WindowTranslation() {}

    /**
     * @param in the shape that the window moves over; for a transposed convolution, which is the backward pass of a
     *     convolution, it is the layer's output
     * @param out the resulting shape
     */
    static Window of(ConvolutionLayer layer, Shape in, Shape out) throws UnsupportedLayerException {
        if (layer.getConvolutionMode() == ConvolutionMode.Causal) {
            throw new UnsupportedLayerException(layer.getLayerName(), "causal convolution");
        }
        boolean same = layer.getConvolutionMode() == ConvolutionMode.Same;
        return window(layer.getKernelSize(), layer.getStride(), layer.getDilation(), layer.getPadding(), same, in, out);
    }

    static Window of(SubsamplingLayer layer, Shape in, Shape out) {
        boolean same = layer.getConvolutionMode() == ConvolutionMode.Same;
        return window(layer.getKernelSize(), layer.getStride(), layer.getDilation(), layer.getPadding(), same, in, out);
    }

    private static Window window(
            int[] kernel, int[] stride, int[] dilation, int[] padding, boolean same, Shape in, Shape out) {
        int vertical =
                same ? samePadding(in.height(), out.height(), kernel[0], stride[0], dilation[0]) : 2 * padding[0];
        int horizontal =
                same ? samePadding(in.width(), out.width(), kernel[1], stride[1], dilation[1]) : 2 * padding[1];
        return new Window(
                extent(kernel),
                extent(stride),
                extent(dilation),
                new Window.Padding(vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2));
    }

    private static Window.Extent extent(int[] heightAndWidth) {
        return new Window.Extent(heightAndWidth[0], heightAndWidth[1]);
    }

    /** Returns the padding of both sides in "same" mode; if it is odd, the end has one more, as in Deeplearning4j. */
    private static int samePadding(int input, int output, int kernel, int stride, int dilation) {
        return Math.max(0, (output - 1) * stride + (kernel - 1) * dilation + 1 - input);
    }
}
