package dev.convoy.kernel.cudnn.layer;

import dev.convoy.kernel.cudnn.layer.normalization.NormalizationLayer;
import dev.convoy.kernel.cudnn.program.BiasActivation;
import dev.convoy.kernel.cudnn.program.ElementwiseFunction;
import dev.convoy.kernel.cudnn.program.Program;
import dev.convoy.kernel.cudnn.program.Tensor;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.Filter;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerVisitor;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import java.util.Optional;

/**
 * Creates the class that computes a layer.
 *
 * @param fused the activation function that the layer computes as well
 * @param last whether the loss reads the result
 * @param frozen whether the layer computes in training as at test time
 * @param biasOffset offset of the bias that max pooling adds; {@link Filter#NO_BIAS} for other layers
 */
record LayerFactory(Program program, Optional<Activation> fused, boolean last, boolean frozen, long biasOffset)
        implements LayerVisitor<CompiledLayer<Tensor, Tensor>> {
    @Override
    public CompiledLayer<Tensor, Tensor> convolution(LayerSpec.Convolution layer) {
        return AsymmetricPaddingConvolution.is(layer.window())
                ? new AsymmetricPaddingConvolution(program, layer, fused)
                : new ConvolutionLayer(program, layer, fused);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> deconvolution(LayerSpec.Deconvolution layer) {
        return new DeconvolutionLayer(program, layer);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> pooling(LayerSpec.Pooling layer) {
        return new PoolingLayer(program, layer, new BiasActivation(program, biasOffset, ElementwiseFunction.of(fused)));
    }

    @Override
    public CompiledLayer<Tensor, Tensor> dense(LayerSpec.Dense layer) {
        return new DenseLayer(program, layer, fused, last);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> batchNormalization(LayerSpec.BatchNormalization layer) {
        return new NormalizationLayer(program, layer, fused.isPresent(), frozen);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> localResponseNormalization(LayerSpec.LocalResponseNormalization layer) {
        return new LocalResponseNormalizationLayer(program, layer);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> dropout(LayerSpec.Dropout layer) {
        return new DropoutLayer(program, layer);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> reshape(LayerSpec.Reshape layer) {
        return new ReshapeLayer(program, layer);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> padOrCrop(LayerSpec.PadOrCrop layer) {
        return new PadOrCropLayer(program, layer);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> upsampling(LayerSpec.Upsampling layer) {
        return new UpsamplingLayer(program, layer);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> activate(LayerSpec.Activate layer) {
        return layer.activation().kind() == Activation.Kind.SOFTMAX
                ? new SoftmaxLayer(program, layer)
                : new ActivationLayer(program, layer);
    }

    @Override
    public CompiledLayer<Tensor, Tensor> elementWise(LayerSpec.ElementWise layer) {
        return new CombinationLayer(program, layer, fused.isPresent());
    }

    @Override
    public CompiledLayer<Tensor, Tensor> concatenation(LayerSpec.Concatenation layer) {
        return new ConcatenationLayer(program, layer);
    }
}
