package dev.convoy.kernel.reference;

import dev.convoy.kernel.Batch;
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
import java.util.Arrays;
import java.util.List;

/** Which class computes which layer. */
final class NaiveLayers {
    private NaiveLayers() {}

    /** @param output receives the layer's values */
    static void forward(
            LayerSpec layer,
            Batch batch,
            boolean training,
            List<double[]> inputs,
            double[] parameters,
            double[] output) {
        int size = batch.size();
        double[] input = inputs.get(0);
        if (layer instanceof Convolution convolution) {
            NaiveConvolution.forward(convolution, size, input, parameters, output);
        } else if (layer instanceof Deconvolution deconvolution) {
            NaiveDeconvolution.forward(deconvolution, size, input, parameters, output);
        } else if (layer instanceof Pooling pooling) {
            NaivePooling.forward(pooling, input, output);
        } else if (layer instanceof Dense dense) {
            NaiveDense.forward(dense, size, input, parameters, output);
        } else if (layer instanceof BatchNormalization normalization) {
            NaiveBatchNormalization.forward(normalization, training, input, parameters, output);
        } else if (layer instanceof LocalResponseNormalization normalization) {
            NaiveLocalResponseNormalization.forward(normalization, input, output);
        } else if (layer instanceof Dropout dropout) {
            NaiveDropout.forward(dropout, batch.seed(), training, input, output);
        } else if (layer instanceof Border border) {
            NaiveResampling.forward(NaiveResampling.source(border), input, output);
        } else if (layer instanceof Upsampling upsampling) {
            NaiveResampling.forward(NaiveResampling.source(upsampling), input, output);
        } else if (layer instanceof Activate activate) {
            NaiveActivation.forward(activate, input, output);
        } else if (layer instanceof ElementWise elementWise) {
            NaiveElementWise.forward(elementWise, inputs, output);
        } else if (layer instanceof Reshape) {
            System.arraycopy(input, 0, output, 0, output.length);
        } else if (layer instanceof Merge merge) {
            NaiveConcatenation.forward(merge, size, inputs, output);
        } else {
            throw new IllegalStateException("no computation for " + layer);
        }
    }

    /**
     * The chain rule through one layer, after a forward pass in training.
     *
     * @param delta the gradient of the loss by the layer's values
     * @param inputDeltas grow by the layer's share of the gradient by its inputs, which may have other readers
     * @param gradient grows by the gradient by the layer's parameters
     */
    static void backward(
            LayerSpec layer,
            Batch batch,
            List<double[]> inputs,
            double[] delta,
            double[] parameters,
            List<double[]> inputDeltas,
            double[] gradient) {
        int size = batch.size();
        double[] input = inputs.get(0);
        double[] inputDelta = inputDeltas.get(0);
        if (layer instanceof Convolution convolution) {
            NaiveConvolution.backward(convolution, size, input, delta, parameters, inputDelta, gradient);
        } else if (layer instanceof Deconvolution deconvolution) {
            NaiveDeconvolution.backward(deconvolution, size, input, delta, parameters, inputDelta, gradient);
        } else if (layer instanceof Pooling pooling) {
            NaivePooling.backward(pooling, input, delta, inputDelta);
        } else if (layer instanceof Dense dense) {
            NaiveDense.backward(dense, size, input, delta, parameters, inputDelta, gradient);
        } else if (layer instanceof BatchNormalization normalization) {
            NaiveBatchNormalization.backward(normalization, input, delta, parameters, inputDelta, gradient);
        } else if (layer instanceof LocalResponseNormalization normalization) {
            NaiveLocalResponseNormalization.backward(normalization, input, delta, inputDelta);
        } else if (layer instanceof Dropout dropout) {
            NaiveDropout.backward(dropout, batch.seed(), delta, inputDelta);
        } else if (layer instanceof Border border) {
            NaiveResampling.backward(NaiveResampling.source(border), delta, inputDelta);
        } else if (layer instanceof Upsampling upsampling) {
            NaiveResampling.backward(NaiveResampling.source(upsampling), delta, inputDelta);
        } else if (layer instanceof Activate activate) {
            NaiveActivation.backward(activate, input, delta, inputDelta);
        } else if (layer instanceof ElementWise elementWise) {
            NaiveElementWise.backward(elementWise, inputs, delta, inputDeltas);
        } else if (layer instanceof Reshape) {
            Arrays.setAll(inputDelta, i -> inputDelta[i] + delta[i]);
        } else if (layer instanceof Merge merge) {
            NaiveConcatenation.backward(merge, size, delta, inputDeltas);
        } else {
            throw new IllegalStateException("no computation for " + layer);
        }
    }
}
