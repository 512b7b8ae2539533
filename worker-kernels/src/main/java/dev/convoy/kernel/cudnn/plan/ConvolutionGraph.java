package dev.convoy.kernel.cudnn.plan;

import static org.bytedeco.cuda.global.cudnn.*;

import dev.convoy.kernel.cudnn.device.CudaException;
import dev.convoy.kernel.cudnn.device.ElementType;
import dev.convoy.kernel.cudnn.device.Gpu;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.Window;
import java.util.List;

/** Describes convolutions for cuDNN's graph interface. Tensors have the channels last and are identified by numbers. */
public final class ConvolutionGraph {
    public static final long INPUT = 1;
    public static final long WEIGHTS = 2;
    public static final long OUTPUT = 3;
    public static final long BIAS = 4;
    /** Alignment of all tensors; they have a greater one, but engines ask for this one. */
    private static final long ALIGNMENT = 16;

    private static final long CONVOLVED = 5;
    private static final long BIASED = 6;

    private final Gpu gpu;
    private final List<Descriptor> owned;

    /** @param owned receives all descriptors, which must outlive the graph */
    ConvolutionGraph(Gpu gpu, List<Descriptor> owned) {
        this.gpu = gpu;
        this.owned = owned;
    }

    /** @throws CudaException of an unknown operation if cuDNN does not know such a graph */
    Descriptor of(ConvolutionProblem convolve) {
        Descriptor input = image(INPUT, convolve.size(), convolve.input());
        Descriptor weights = weights(convolve);
        Descriptor output = image(OUTPUT, convolve.size(), convolve.output());
        Descriptor convolution = convolution(convolve.window());
        return switch (convolve.kind()) {
            case FORWARD -> graph(forward(convolution, input, weights, output));
            case FORWARD_BIAS_RELU -> biasRelu(convolve, convolution, input, weights, output);
            case DATA ->
                graph(scaled(
                                CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR,
                                CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
                                CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA)
                        .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC, convolution)
                        .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W, weights)
                        .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX, input)
                        .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY, output)
                        .finish());
            case WEIGHTS ->
                graph(scaled(
                                CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR,
                                CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
                                CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA)
                        .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC, convolution)
                        .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW, weights)
                        .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X, input)
                        .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY, output)
                        .finish());
        };
    }

    private Descriptor biasRelu(
            ConvolutionProblem convolve,
            Descriptor convolution,
            Descriptor input,
            Descriptor weights,
            Descriptor output) {
        Shape shape = convolve.output();
        Descriptor convolved = between(CONVOLVED, convolve.size(), shape);
        Descriptor biased = between(BIASED, convolve.size(), shape);
        Descriptor bias = image(BIAS, 1, new Shape(shape.channels(), 1, 1));
        Descriptor add = pointwise(function(CUDNN_POINTWISE_ADD).finish(), convolved, biased)
                .descriptors(CUDNN_ATTR_OPERATION_POINTWISE_BDESC, bias)
                .finish();
        // By default it would turn NaN into 0, and hide that training has diverged.
        Descriptor max = function(CUDNN_POINTWISE_RELU_FWD)
                .choice(CUDNN_ATTR_POINTWISE_NAN_PROPAGATION, CUDNN_TYPE_NAN_PROPOGATION, CUDNN_PROPAGATE_NAN)
                .finish();
        Descriptor relu = pointwise(max, biased, output).finish();
        return graph(forward(convolution, input, weights, convolved), add, relu);
    }

    private Descriptor forward(Descriptor convolution, Descriptor input, Descriptor weights, Descriptor output) {
        return scaled(
                        CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR,
                        CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
                        CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA)
                .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC, convolution)
                .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W, weights)
                .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, input)
                .descriptors(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y, output)
                .finish();
    }

    /** Creates an operation that writes its result without adding or scaling it. */
    private Descriptor scaled(int kind, int alpha, int beta) {
        return made(kind).number(alpha, 1).number(beta, 0);
    }

    private Descriptor function(int mode) {
        return made(CUDNN_BACKEND_POINTWISE_DESCRIPTOR)
                .choice(CUDNN_ATTR_POINTWISE_MODE, CUDNN_TYPE_POINTWISE_MODE, mode)
                .choice(CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT);
    }

    private Descriptor pointwise(Descriptor function, Descriptor from, Descriptor to) {
        return made(CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR)
                .descriptors(CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, function)
                .descriptors(CUDNN_ATTR_OPERATION_POINTWISE_XDESC, from)
                .descriptors(CUDNN_ATTR_OPERATION_POINTWISE_YDESC, to);
    }

    private Descriptor graph(Descriptor... operations) {
        return made(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR)
                .handle(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, gpu.dnn())
                .descriptors(CUDNN_ATTR_OPERATIONGRAPH_OPS, operations)
                .finish();
    }

    private Descriptor convolution(Window window) {
        return made(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR)
                .choice(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT)
                .choice(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE, CUDNN_CROSS_CORRELATION)
                .longs(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, 2)
                .longs(CUDNN_ATTR_CONVOLUTION_DILATIONS, window.dilationHeight(), window.dilationWidth())
                .longs(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, window.strideHeight(), window.strideWidth())
                .longs(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, window.padTop(), window.padLeft())
                .longs(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, window.padBottom(), window.padRight())
                .finish();
    }

    private Descriptor image(long number, long size, Shape shape) {
        return tensor(number, gpu.type(), size, shape.channels(), shape.height(), shape.width())
                .finish();
    }

    /** Describes a value that never reaches memory. */
    private Descriptor between(long number, long size, Shape shape) {
        return tensor(number, ElementType.FLOAT32, size, shape.channels(), shape.height(), shape.width())
                .flag(CUDNN_ATTR_TENSOR_IS_VIRTUAL, true)
                .finish();
    }

    private Descriptor weights(ConvolutionProblem convolve) {
        Window window = convolve.window();
        return tensor(
                        WEIGHTS,
                        gpu.type(),
                        convolve.output().channels(),
                        convolve.inputs(),
                        window.kernelHeight(),
                        window.kernelWidth())
                .finish();
    }

    private Descriptor tensor(long number, ElementType type, long size, long channels, long height, long width) {
        return made(CUDNN_BACKEND_TENSOR_DESCRIPTOR)
                .choice(CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, type.dnn())
                .longs(CUDNN_ATTR_TENSOR_DIMENSIONS, size, channels, height, width)
                .longs(CUDNN_ATTR_TENSOR_STRIDES, height * width * channels, 1, width * channels, channels)
                .longs(CUDNN_ATTR_TENSOR_UNIQUE_ID, number)
                .longs(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, ALIGNMENT);
    }

    private Descriptor made(int kind) {
        Descriptor descriptor = new Descriptor(kind);
        owned.add(descriptor);
        return descriptor;
    }
}
