package dev.convoy.kernel.graph.dl4j;

import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Deconvolution;
import dev.convoy.kernel.graph.LayerSpec.LocalResponseNormalization;
import dev.convoy.kernel.graph.LayerSpec.PadOrCrop;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.LayerSpec.Upsampling;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import dev.convoy.kernel.graph.Window;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;

/** Translates Deeplearning4j's layers, except the output layer, into one or a few of Convoy's. */
final class LayerTranslation {
    private LayerTranslation() {}

    static void append(Layer layer, LayerInfo row, List<LayerSpec> chain) throws UnsupportedLayerException {
        // The class must match exactly: a subclass may compute something else.
        Class<?> type = layer.getClass();
        if (layer instanceof ConvolutionLayer convolution) {
            checkFormat(convolution.getCnn2dDataFormat(), row.name());
            if (type == ConvolutionLayer.class || type == Convolution2D.class) {
                chain.add(convolution(convolution, row));
            } else if (type == Deconvolution2D.class) {
                chain.add(deconvolution(convolution, row));
            } else if (type == DepthwiseConvolution2D.class) {
                chain.add(depthwise((DepthwiseConvolution2D) layer, row));
            } else if (type == SeparableConvolution2D.class) {
                separable((SeparableConvolution2D) layer, row, chain);
            } else {
                throw new UnsupportedLayerException(row.name(), "type " + row.kind());
            }
            ActivationTranslation.append(convolution.getActivationFn(), row, chain);
        } else if (type == DenseLayer.class) {
            DenseLayer dense = (DenseLayer) layer;
            if (dense.hasLayerNorm()) {
                throw new UnsupportedLayerException(row.name(), "layer normalization");
            }
            chain.add(NetworkCompiler.dense(row, dense.hasBias()));
            ActivationTranslation.append(dense.getActivationFn(), row, chain);
        } else if (type == SubsamplingLayer.class) {
            chain.add(pooling((SubsamplingLayer) layer, row));
        } else if (type == GlobalPoolingLayer.class) {
            chain.add(globalPooling((GlobalPoolingLayer) layer, row));
        } else if (type == org.deeplearning4j.nn.conf.layers.BatchNormalization.class) {
            chain.add(batchNormalization((org.deeplearning4j.nn.conf.layers.BatchNormalization) layer, row));
        } else if (type == org.deeplearning4j.nn.conf.layers.LocalResponseNormalization.class) {
            chain.add(localResponse((org.deeplearning4j.nn.conf.layers.LocalResponseNormalization) layer, row));
        } else if (type == ZeroPaddingLayer.class) {
            ZeroPaddingLayer padding = (ZeroPaddingLayer) layer;
            checkFormat(padding.getDataFormat(), row.name());
            // The order is top, bottom, left, right.
            chain.add(border(row, padding.getPadding()[0], padding.getPadding()[2]));
        } else if (type == Cropping2D.class) {
            Cropping2D cropping = (Cropping2D) layer;
            checkFormat(cropping.getDataFormat(), row.name());
            chain.add(border(row, -cropping.getCropping()[0], -cropping.getCropping()[2]));
        } else if (type == Upsampling2D.class) {
            Upsampling2D upsampling = (Upsampling2D) layer;
            checkFormat(upsampling.getFormat(), row.name());
            chain.add(new Upsampling(
                    row.name(),
                    row.input(),
                    row.output(),
                    upsampling.getSize()[0],
                    upsampling.getSize()[1]));
        } else if (type == ActivationLayer.class) {
            ActivationTranslation.append(((ActivationLayer) layer).getActivationFn(), row, chain);
        } else if (type != DropoutLayer.class) {
            throw new UnsupportedLayerException(row.name(), "type " + row.kind());
        }
    }

    private static Convolution convolution(ConvolutionLayer layer, LayerInfo row) throws UnsupportedLayerException {
        int rows = layer.getKernelSize()[0];
        int columns = layer.getKernelSize()[1];
        long taps = (long) rows * columns;
        int inputs = row.input().channels();
        Filter filter = filter(layer, row, 0, new long[] {0, inputs * taps, taps, columns, 1});
        return new Convolution(
                row.name(),
                row.input(),
                row.output(),
                WindowTranslation.of(layer, row.input(), row.output()),
                1,
                filter);
    }

    /** Its weights are {@code W[in][out][height][width]}. */
    private static Deconvolution deconvolution(ConvolutionLayer layer, LayerInfo row) throws UnsupportedLayerException {
        int columns = layer.getKernelSize()[1];
        long taps = (long) layer.getKernelSize()[0] * columns;
        Filter filter = filter(layer, row, 0, new long[] {0, taps, row.output().channels() * taps, columns, 1});
        return new Deconvolution(
                row.name(), row.input(), row.output(), WindowTranslation.of(layer, row.output(), row.input()), filter);
    }

    /** Its weights are {@code W[height][width][in][multiplier]}. */
    private static Convolution depthwise(DepthwiseConvolution2D layer, LayerInfo row) throws UnsupportedLayerException {
        int inputs = row.input().channels();
        long multiplier = layer.getDepthMultiplier();
        long column = inputs * multiplier;
        Filter filter = filter(layer, row, 0, new long[] {multiplier, 1, 0, layer.getKernelSize()[1] * column, column});
        return new Convolution(
                row.name(),
                row.input(),
                row.output(),
                WindowTranslation.of(layer, row.input(), row.output()),
                inputs,
                filter);
    }

    /** Adds a depthwise convolution with {@code W[multiplier][in][height][width]} and no bias, then one of 1×1. */
    private static void separable(SeparableConvolution2D layer, LayerInfo row, List<LayerSpec> chain)
            throws UnsupportedLayerException {
        int inputs = row.input().channels();
        int columns = layer.getKernelSize()[1];
        long taps = (long) layer.getKernelSize()[0] * columns;
        int middle = inputs * layer.getDepthMultiplier();
        Filter pointwise = filter(layer, row, middle * taps, new long[] {0, middle, 1, 1, 1});
        Filter depthwise = new Filter(
                pointwise.weightsOffset() - middle * taps,
                new long[] {taps, inputs * taps, 0, columns, 1},
                Filter.NO_BIAS);
        Shape between = new Shape(middle, row.output().height(), row.output().width());
        chain.add(new Convolution(
                row.name(),
                row.input(),
                between,
                WindowTranslation.of(layer, row.input(), row.output()),
                inputs,
                depthwise));
        chain.add(new Convolution(row.name(), between, row.output(), Window.POINT, 1, pointwise));
    }

    /** Returns the filter; convolutions store their bias first. */
    private static Filter filter(ConvolutionLayer layer, LayerInfo row, long skip, long[] strides) {
        long bias = layer.hasBias() ? row.output().channels() : 0;
        return new Filter(
                row.parameterOffset() + bias + skip, strides, layer.hasBias() ? row.parameterOffset() : Filter.NO_BIAS);
    }

    private static Pooling pooling(SubsamplingLayer layer, LayerInfo row) throws UnsupportedLayerException {
        checkFormat(layer.getCnn2dDataFormat(), row.name());
        Pooling.Kind kind =
                switch (layer.getPoolingType()) {
                    case MAX -> Pooling.Kind.MAX;
                    case AVG ->
                        layer.isAvgPoolIncludePadInDivisor() ? Pooling.Kind.AVERAGE_WITH_PADDING : Pooling.Kind.AVERAGE;
                    default -> throw new UnsupportedLayerException(row.name(), layer.getPoolingType() + " pooling");
                };
        Window window = WindowTranslation.of(layer, row.input(), row.output());
        if (window.padTop() >= window.kernelHeight() || window.padLeft() >= window.kernelWidth()) {
            throw new UnsupportedLayerException(row.name(), "padding as large as its window");
        }
        if (!window.meets(row.input(), row.output())) {
            throw new UnsupportedLayerException(row.name(), "a window with all its values in the padding");
        }
        return new Pooling(row.name(), row.input(), row.output(), window, kind);
    }

    private static Pooling globalPooling(GlobalPoolingLayer layer, LayerInfo row) throws UnsupportedLayerException {
        PoolingType type = layer.getPoolingType();
        if (type != PoolingType.MAX && type != PoolingType.AVG) {
            throw new UnsupportedLayerException(row.name(), type + " pooling");
        }
        return new Pooling(
                row.name(),
                row.input(),
                row.output(),
                Window.all(row.input()),
                type == PoolingType.MAX ? Pooling.Kind.MAX : Pooling.Kind.AVERAGE);
    }

    private static BatchNormalization batchNormalization(
            org.deeplearning4j.nn.conf.layers.BatchNormalization layer, LayerInfo row)
            throws UnsupportedLayerException {
        checkFormat(layer.getCnn2DFormat(), row.name());
        // Deeplearning4j applies locked values only if both differ from the default.
        if (layer.isLockGammaBeta() && (layer.getGamma() != 1) != (layer.getBeta() != 0)) {
            throw new UnsupportedLayerException(
                    row.name(), "locked gamma " + layer.getGamma() + " and beta " + layer.getBeta());
        }
        return new BatchNormalization(
                row.name(),
                row.output(),
                layer.getEps(),
                layer.getDecay(),
                layer.isUseLogStd(),
                layer.isLockGammaBeta() ? new BatchNormalization.Fixed(layer.getGamma(), layer.getBeta()) : null,
                row.parameterOffset());
    }

    private static LocalResponseNormalization localResponse(
            org.deeplearning4j.nn.conf.layers.LocalResponseNormalization layer, LayerInfo row)
            throws UnsupportedLayerException {
        checkFormat(layer.getDataFormat(), row.name());
        return new LocalResponseNormalization(
                row.name(), row.output(), layer.getK(), (int) layer.getN() / 2, layer.getAlpha(), layer.getBeta());
    }

    private static PadOrCrop border(LayerInfo row, int top, int left) {
        return new PadOrCrop(row.name(), row.input(), row.output(), top, left);
    }

    private static void checkFormat(CNN2DFormat format, String name) throws UnsupportedLayerException {
        if (format != CNN2DFormat.NCHW) {
            throw new UnsupportedLayerException(name, "data format " + format);
        }
    }
}
