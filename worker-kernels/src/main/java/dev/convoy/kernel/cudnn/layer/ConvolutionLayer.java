package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.BiasActivation;
import dev.convoy.kernel.cudnn.program.ConvolutionSteps;
import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.ImageLayout;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import java.util.Optional;

/** Convolution, bias and the fused activation function. */
final class ConvolutionLayer implements CompiledLayer.Single<Tensor, Tensor> {
    private final Program program;
    private final Convolution spec;
    private final ConvolutionSteps products;
    private final BiasActivation rest;
    private Tensor source;
    private Tensor result;

    ConvolutionLayer(Program program, Convolution spec, Optional<Activation> fused) {
        this(program, spec, fused, new ConvolutionSteps(program, spec));
    }

    /** The first convolution, whose images are kept in a layout of their own. */
    ConvolutionLayer(Program program, Convolution spec, Optional<Activation> fused, ImageLayout images) {
        this(program, spec, fused, new ConvolutionSteps(program, spec, images));
    }

    private ConvolutionLayer(Program program, Convolution spec, Optional<Activation> fused, ConvolutionSteps products) {
        this.program = program;
        this.spec = spec;
        this.products = products;
        this.rest = new BiasActivation(program, spec.filter().biasOffset(), ElementwiseFunction.of(fused));
    }

    @Override
    public Tensor forward(Tensor given) {
        source = given;
        result = program.tensor(spec.output());
        boolean fused = rest.hasBias()
                && rest.function().isRelu()
                && products.forwardBiasRelu(source, rest.biasOffset(), result);
        if (!fused) {
            products.forward(source, result);
            rest.forward(result);
        }
        return result;
    }

    @Override
    public Tensor backward(Tensor gradient, boolean needed) {
        Tensor outerGradient = rest.backward(result, gradient);
        products.weights(source, outerGradient);
        if (!needed) {
            return null;
        }
        Tensor before = program.tensor(spec.input());
        products.data(outerGradient, before);
        return before;
    }
}
