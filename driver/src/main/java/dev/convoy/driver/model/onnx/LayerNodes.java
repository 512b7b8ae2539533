package dev.convoy.driver.model.onnx;

import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerVisitor;
import java.util.List;

/** Writes a layer's operators; returns its output. */
record LayerNodes(GraphWriter graph, List<Value> inputs) implements LayerVisitor<Value> {
    private Value input() {
        return inputs.get(0);
    }

    @Override
    public Value convolution(LayerSpec.Convolution layer) {
        return WeightNodes.convolution(graph, layer, input());
    }

    @Override
    public Value deconvolution(LayerSpec.Deconvolution layer) {
        return WeightNodes.deconvolution(graph, layer, input());
    }

    @Override
    public Value pooling(LayerSpec.Pooling layer) {
        return PoolingNodes.write(graph, layer, input());
    }

    @Override
    public Value dense(LayerSpec.Dense layer) {
        return WeightNodes.dense(graph, layer, input());
    }

    @Override
    public Value batchNormalization(LayerSpec.BatchNormalization layer) {
        return NormalizationNodes.batch(graph, layer, input());
    }

    @Override
    public Value localResponseNormalization(LayerSpec.LocalResponseNormalization layer) {
        return NormalizationNodes.localResponse(graph, layer, input());
    }

    /** Dropout acts in training only. */
    @Override
    public Value dropout(LayerSpec.Dropout layer) {
        return input();
    }

    @Override
    public Value reshape(LayerSpec.Reshape layer) {
        return ShapeNodes.reshape(graph, layer, input());
    }

    @Override
    public Value padOrCrop(LayerSpec.PadOrCrop layer) {
        return ShapeNodes.padOrCrop(graph, layer, input());
    }

    @Override
    public Value upsampling(LayerSpec.Upsampling layer) {
        return ShapeNodes.upsampling(graph, layer, input());
    }

    @Override
    public Value activate(LayerSpec.Activate layer) {
        return ActivationNodes.write(graph, layer, input());
    }

    @Override
    public Value elementWise(LayerSpec.ElementWise layer) {
        return ShapeNodes.elementWise(graph, layer, inputs);
    }

    @Override
    public Value concatenation(LayerSpec.Concatenation layer) {
        return ShapeNodes.concatenation(graph, layer, inputs);
    }
}
