package dev.convoy.kernel;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.linalg.activations.Activation;

/** The part of the table with layers in a row that change the shape, except plain convolution and pooling. */
final class LayerCases {
    private final CaseList cases = new CaseList(200);

    private LayerCases() {}

    static Stream<OddShapes.Case> all() {
        LayerCases table = new LayerCases();
        table.depthwise();
        table.deconvolutions();
        table.poolings();
        table.resamplings();
        return table.cases.stream();
    }

    private void depthwise() {
        for (int multiplier = 1; multiplier <= 2; multiplier++) {
            for (int stride = 1; stride <= 3; stride++) {
                for (ConvolutionMode mode : List.of(ConvolutionMode.Truncate, ConvolutionMode.Same)) {
                    String setting = " ×%d, stride %d, %s".formatted(multiplier, stride, mode);
                    cases.behindConvolution("depthwise convolution" + setting, depthwise(multiplier, stride, mode));
                    cases.behindConvolution("separable convolution" + setting, separable(multiplier, stride, mode));
                }
            }
        }
        Layer dilated = new DepthwiseConvolution2D.Builder(3, 2)
                .nOut(5)
                .dilation(2, 3)
                .activation(Activation.TANH)
                .build();
        cases.behindConvolution("depthwise convolution with dilation", dilated);
    }

    private static Layer depthwise(int multiplier, int stride, ConvolutionMode mode) {
        return new DepthwiseConvolution2D.Builder(3, 2)
                .depthMultiplier(multiplier)
                .nOut(5 * multiplier)
                .stride(stride, stride)
                .convolutionMode(mode)
                .activation(Activation.TANH)
                .hasBias(stride != 2)
                .build();
    }

    private static Layer separable(int multiplier, int stride, ConvolutionMode mode) {
        return new SeparableConvolution2D.Builder(3, 2)
                .depthMultiplier(multiplier)
                .nOut(7)
                .stride(stride, stride)
                .convolutionMode(mode)
                .activation(Activation.TANH)
                .hasBias(stride != 2)
                .build();
    }

    private void deconvolutions() {
        for (int[] kernel : new int[][] {{3, 3}, {4, 2}}) {
            for (int stride = 1; stride <= 3; stride++) {
                deconvolution(kernel, stride, 1, 0, ConvolutionMode.Truncate);
                deconvolution(kernel, stride, 1, 1, ConvolutionMode.Truncate);
                deconvolution(kernel, stride, 1, 0, ConvolutionMode.Same);
            }
            deconvolution(kernel, 1, 2, 0, ConvolutionMode.Truncate);
        }
    }

    private void deconvolution(int[] kernel, int stride, int dilation, int padding, ConvolutionMode mode) {
        String name = "deconvolution %d×%d, stride %d, dilation %d, padding %d, %s"
                .formatted(kernel[0], kernel[1], stride, dilation, padding, mode);
        Layer layer = new Deconvolution2D.Builder(kernel)
                .nOut(3)
                .stride(stride, stride)
                .dilation(dilation, dilation)
                .padding(padding, padding)
                .convolutionMode(mode)
                .activation(Activation.TANH)
                .hasBias(stride != 2)
                .build();
        cases.behindConvolution(name, layer);
    }

    private void poolings() {
        for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG)) {
            cases.behindConvolution("global %s pooling".formatted(type), new GlobalPoolingLayer(type));
        }
        for (SubsamplingLayer.PoolingType type :
                List.of(SubsamplingLayer.PoolingType.MAX, SubsamplingLayer.PoolingType.AVG)) {
            Layer dilated = new SubsamplingLayer.Builder(type)
                    .kernelSize(2, 3)
                    .stride(1, 2)
                    .dilation(3, 2)
                    .build();
            cases.behindConvolution("%s pooling with dilation".formatted(type), dilated);
        }
        Layer padded = new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .kernelSize(3, 2)
                .stride(2, 2)
                .padding(1, 1)
                .build();
        cases.behindConvolution("MAX pooling with padding 1", padded);
        for (boolean counted : List.of(false, true)) {
            Layer pooling = new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                    .kernelSize(3, 2)
                    .stride(2, 2)
                    .padding(1, 1)
                    .avgPoolIncludePadInDivisor(counted)
                    .build();
            cases.behindConvolution("AVG pooling with padding 1, counted: " + counted, pooling);
        }
    }

    private void resamplings() {
        cases.behindConvolution("zero padding", new ZeroPaddingLayer(1, 0, 2, 3), CaseList.smoothConvolution());
        Layer pooling = new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG).build();
        cases.behindConvolution("pooling of a padded image", new ZeroPaddingLayer(1, 1, 1, 1), pooling);
        cases.behindConvolution("cropping", new Cropping2D(1, 2, 0, 3));
        cases.behindConvolution("upsampling by 2", new Upsampling2D.Builder(2).build());
        Layer uneven = new Upsampling2D.Builder().size(new int[] {2, 3}).build();
        cases.behindConvolution("upsampling by 2×3", uneven, CaseList.smoothConvolution());
    }
}
