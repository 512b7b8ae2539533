package dev.convoy.kernel.graph;

/**
 * Does something for each kind of layer; the compiler finds the classes that must handle a new kind.
 *
 * @param <R> the type of the result
 */
public interface LayerVisitor<R> {
    R convolution(LayerSpec.Convolution layer);

    R deconvolution(LayerSpec.Deconvolution layer);

    R pooling(LayerSpec.Pooling layer);

    R dense(LayerSpec.Dense layer);

    R batchNormalization(LayerSpec.BatchNormalization layer);

    R localResponseNormalization(LayerSpec.LocalResponseNormalization layer);

    R dropout(LayerSpec.Dropout layer);

    R reshape(LayerSpec.Reshape layer);

    R padOrCrop(LayerSpec.PadOrCrop layer);

    R upsampling(LayerSpec.Upsampling layer);

    R activate(LayerSpec.Activate layer);

    R elementWise(LayerSpec.ElementWise layer);

    R concatenation(LayerSpec.Concatenation layer);
}
