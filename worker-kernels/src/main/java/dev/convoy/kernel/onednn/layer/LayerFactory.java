package dev.convoy.kernel.onednn.layer;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerVisitor;
import dev.convoy.kernel.graph.compile.CompiledLayer;
import dev.convoy.kernel.onednn.program.Gradient;
import dev.convoy.kernel.onednn.program.Program;
import java.util.Optional;
import org.bytedeco.dnnl.memory;

/**
 * Creates the class that computes a layer.
 *
 * @param size number of examples in the minibatch
 * @param fused the activation function that the layer computes as well
 * @param last whether the loss reads the result
 * @param frozen whether the layer computes in training as at test time
 */
record LayerFactory(Program program, int size, Optional<Activation> fused, boolean last, boolean frozen)
        implements LayerVisitor<CompiledLayer<memory, Gradient>> {
    @Override
    public CompiledLayer<memory, Gradient> convolution(LayerSpec.Convolution layer) {
        return new OneDnnConvolution(program, layer, fused, size);
    }

    @Override
    public CompiledLayer<memory, Gradient> deconvolution(LayerSpec.Deconvolution layer) {
        return new OneDnnDeconvolution(program, layer, size);
    }

    @Override
    public CompiledLayer<memory, Gradient> pooling(LayerSpec.Pooling layer) {
        return new OneDnnPooling(program, layer, size);
    }

    @Override
    public CompiledLayer<memory, Gradient> dense(LayerSpec.Dense layer) {
        return new OneDnnDense(program, layer, fused, last, size);
    }

    @Override
    public CompiledLayer<memory, Gradient> batchNormalization(LayerSpec.BatchNormalization layer) {
        return new OneDnnBatchNormalization(program, layer, fused.isPresent(), frozen);
    }

    @Override
    public CompiledLayer<memory, Gradient> localResponseNormalization(LayerSpec.LocalResponseNormalization layer) {
        return new OneDnnLocalResponseNormalization(program, layer);
    }

    @Override
    public CompiledLayer<memory, Gradient> dropout(LayerSpec.Dropout layer) {
        return new OneDnnDropout(program, layer, size);
    }

    @Override
    public CompiledLayer<memory, Gradient> reshape(LayerSpec.Reshape layer) {
        return new OneDnnReshape(program, layer, size);
    }

    @Override
    public CompiledLayer<memory, Gradient> padOrCrop(LayerSpec.PadOrCrop layer) {
        return OneDnnGather.of(program, layer, size);
    }

    @Override
    public CompiledLayer<memory, Gradient> upsampling(LayerSpec.Upsampling layer) {
        return OneDnnGather.of(program, layer, size);
    }

    @Override
    public CompiledLayer<memory, Gradient> activate(LayerSpec.Activate layer) {
        return OneDnnActivation.of(program, layer);
    }

    @Override
    public CompiledLayer<memory, Gradient> elementWise(LayerSpec.ElementWise layer) {
        return switch (layer.operation()) {
            case ADD, SUBTRACT, AVERAGE -> new OneDnnSum(program, layer, fused);
            case PRODUCT, MAX -> new OneDnnProductOrMax(program, layer, size);
        };
    }

    @Override
    public CompiledLayer<memory, Gradient> concatenation(LayerSpec.Concatenation layer) {
        return new OneDnnConcatenation(program, layer, size);
    }
}
