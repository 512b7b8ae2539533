package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.Layer;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Network.Node;
import java.util.Optional;

/** Which class computes which layer. */
final class LayerFactory {
    private LayerFactory() {}

    /**
     * @param behind the activation function that rides along
     * @param last whether the loss reads what comes out
     * @param biasOffset of the bias that max pooling adds; {@link Filter#NO_BIAS} elsewhere
     */
    static Layer open(Program program, Node node, Optional<Activation> behind, boolean last, long biasOffset) {
        LayerSpec spec = node.layer();
        if (spec instanceof LayerSpec.Convolution convolution) {
            return AsymmetricPaddingConvolution.is(convolution.window())
                    ? new AsymmetricPaddingConvolution(program, convolution, behind)
                    : new ConvolutionLayer(program, convolution, behind);
        }
        if (spec instanceof LayerSpec.Deconvolution deconvolution) {
            return new DeconvolutionLayer(program, deconvolution);
        }
        if (spec instanceof LayerSpec.Dense dense) {
            return new DenseLayer(program, dense, behind, last);
        }
        if (spec instanceof LayerSpec.Pooling pooling) {
            return new PoolingLayer(program, pooling, new BiasActivation(program, biasOffset, ElementwiseFunction.of(behind)));
        }
        if (spec instanceof LayerSpec.BatchNormalization normalization) {
            return new NormalizationLayer(program, normalization, behind.isPresent(), node.frozen());
        }
        if (spec instanceof LayerSpec.LocalResponseNormalization response) {
            return new LocalResponseNormalizationLayer(program, response);
        }
        if (spec instanceof LayerSpec.Activate activate) {
            return activate.activation().kind() == Activation.Kind.SOFTMAX
                    ? new SoftmaxLayer(program, activate)
                    : new ActivationLayer(program, activate);
        }
        if (spec instanceof LayerSpec.ElementWise combination) {
            return new CombinationLayer(program, combination, behind.isPresent());
        }
        if (spec instanceof LayerSpec.Merge merge) {
            return new ConcatenationLayer(program, merge);
        }
        if (spec instanceof LayerSpec.Dropout dropout) {
            return new DropoutLayer(program, dropout);
        }
        if (spec instanceof LayerSpec.Reshape reshape) {
            return new ReshapeLayer(program, reshape);
        }
        if (spec instanceof LayerSpec.Border border) {
            return new PadOrCropLayer(program, border);
        }
        if (spec instanceof LayerSpec.Upsampling upsampling) {
            return new UpsamplingLayer(program, upsampling);
        }
        throw new IllegalStateException("nothing computes " + spec);
    }
}
