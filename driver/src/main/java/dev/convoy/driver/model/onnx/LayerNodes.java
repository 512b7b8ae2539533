package dev.convoy.driver.model.onnx;

import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.LayerSpec.Border;
import dev.convoy.kernel.graph.LayerSpec.Convolution;
import dev.convoy.kernel.graph.LayerSpec.Deconvolution;
import dev.convoy.kernel.graph.LayerSpec.Dense;
import dev.convoy.kernel.graph.LayerSpec.Dropout;
import dev.convoy.kernel.graph.LayerSpec.ElementWise;
import dev.convoy.kernel.graph.LayerSpec.LocalResponseNormalization;
import dev.convoy.kernel.graph.LayerSpec.Merge;
import dev.convoy.kernel.graph.LayerSpec.Pooling;
import dev.convoy.kernel.graph.LayerSpec.Reshape;
import dev.convoy.kernel.graph.LayerSpec.Upsampling;
import java.util.List;

/** Which class writes which layer. */
final class LayerNodes {
    private LayerNodes() {}

    /** @return the layer's output */
    static Value write(GraphWriter graph, LayerSpec layer, List<Value> inputs) {
        Value input = inputs.get(0);
        if (layer instanceof Convolution convolution) {
            return WeightNodes.convolution(graph, convolution, input);
        }
        if (layer instanceof Deconvolution deconvolution) {
            return WeightNodes.deconvolution(graph, deconvolution, input);
        }
        if (layer instanceof Dense dense) {
            return WeightNodes.dense(graph, dense, input);
        }
        if (layer instanceof Pooling pooling) {
            return PoolingNodes.write(graph, pooling, input);
        }
        if (layer instanceof BatchNormalization normalization) {
            return NormalizationNodes.batch(graph, normalization, input);
        }
        if (layer instanceof LocalResponseNormalization normalization) {
            return NormalizationNodes.localResponse(graph, normalization, input);
        }
        if (layer instanceof Activate activate) {
            return ActivationNodes.write(graph, activate, input);
        }
        if (layer instanceof Reshape reshape) {
            return ShapeNodes.reshape(graph, reshape, input);
        }
        if (layer instanceof Border border) {
            return ShapeNodes.border(graph, border, input);
        }
        if (layer instanceof Upsampling upsampling) {
            return ShapeNodes.upsampling(graph, upsampling, input);
        }
        if (layer instanceof ElementWise elementWise) {
            return ShapeNodes.elementWise(graph, elementWise, inputs);
        }
        if (layer instanceof Merge merge) {
            return ShapeNodes.merge(graph, merge, inputs);
        }
        if (layer instanceof Dropout) {
            // Training only.
            return input;
        }
        throw new IllegalStateException("no operator for " + layer);
    }
}
