package dev.convoy.kernel.cudnn;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.Network.Node;
import java.util.Optional;

/** Which class computes which layer. */
final class Layers {
    private Layers() {}

    /**
     * @param behind the activation function that rides along
     * @param last whether the loss reads what comes out
     * @param biasOffset of the bias that max pooling adds; {@link Filter#NO_BIAS} elsewhere
     */
    static Layer open(Program program, Node node, Optional<Activation> behind, boolean last, long biasOffset) {
        LayerSpec spec = node.layer();
        if (spec instanceof LayerSpec.Convolution convolution) {
            return UnevenConvolution.is(convolution.window())
                    ? new UnevenConvolution(program, convolution, behind)
                    : new ConvolutionLayer(program, convolution, behind);
        }
        if (spec instanceof LayerSpec.Deconvolution deconvolution) {
            return new DeconvolutionLayer(program, deconvolution);
        }
        if (spec instanceof LayerSpec.Dense dense) {
            return new DenseLayer(program, dense, behind, last);
        }
        if (spec instanceof LayerSpec.Pooling pooling) {
            return new PoolingLayer(program, pooling, new BiasAndFunction(program, biasOffset, Function.of(behind)));
        }
        if (spec instanceof LayerSpec.BatchNormalization normalization) {
            return new NormalizationLayer(program, normalization, behind.isPresent(), node.frozen());
        }
        if (spec instanceof LayerSpec.LocalResponseNormalization response) {
            return new ResponseLayer(program, response);
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
            return new MergeLayer(program, merge);
        }
        if (spec instanceof LayerSpec.Dropout dropout) {
            return new DropoutLayer(program, dropout);
        }
        if (spec instanceof LayerSpec.Reshape reshape) {
            return new ReshapeLayer(program, reshape);
        }
        if (spec instanceof LayerSpec.Border border) {
            return new BorderLayer(program, border);
        }
        if (spec instanceof LayerSpec.Upsampling upsampling) {
            return new UpsamplingLayer(program, upsampling);
        }
        throw new IllegalStateException("nothing computes " + spec);
    }
}
