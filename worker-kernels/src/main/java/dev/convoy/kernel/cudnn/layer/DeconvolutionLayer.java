package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.BiasActivation;
import dev.convoy.kernel.cudnn.program.ConvolutionSteps;
import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Deconvolution;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import java.util.Optional;

/** Transposed convolution: the products of the convolution from its output to its input, in the opposite direction. */
final class DeconvolutionLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final Deconvolution spec;
    private final ConvolutionSteps products;
    private final BiasActivation bias;
    private Tensor source;

    DeconvolutionLayer(Program program, Deconvolution spec) {
        this.program = program;
        this.spec = spec;
        long[] strides = spec.filter().strides();
        // For that convolution, input channels are output channels.
        Filter mirrored = new Filter(
                spec.filter().weightsOffset(),
                new long[] {strides[0], strides[2], strides[1], strides[3], strides[4]},
                Filter.NO_BIAS);
        Shape from = spec.output();
        Shape to = spec.input();
        Convolution opposite = new Convolution(spec.name(), from, to, spec.window(), 1, mirrored);
        this.products = new ConvolutionSteps(program, opposite);
        this.bias = new BiasActivation(program, spec.filter().biasOffset(), ElementwiseFunction.of(Optional.empty()));
    }

    @Override
    public Tensor forward(Tensor given) {
        source = given;
        Tensor result = program.tensor(spec.output());
        products.data(source, result);
        bias.forward(result);
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        bias.backward(null, gradient);
        products.weights(gradient, source);
        if (!needed) {
            return null;
        }
        Tensor before = program.tensor(spec.input());
        products.forward(gradient, before);
        return before;
    }
}
