package dev.convoy.kernel.reference;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerVisitor;
import java.util.Arrays;
import java.util.List;

/**
 * Applies the chain rule to one layer, after a forward pass in training.
 *
 * @param delta the gradient of the loss by the layer's values
 * @param inputDeltas the layer's share of the gradient by its inputs is added here; inputs may have other readers
 * @param gradient the gradient by the layer's parameters is added here
 */
record NaiveBackward(
        Batch batch,
        List<double[]> inputs,
        double[] delta,
        double[] parameters,
        List<double[]> inputDeltas,
        double[] gradient)
        implements LayerVisitor<Void> {
    private double[] input() {
        return inputs.get(0);
    }

    private double[] inputDelta() {
        return inputDeltas.get(0);
    }

    @Override
    public Void convolution(LayerSpec.Convolution layer) {
        NaiveConvolution.backward(layer, batch.size(), input(), delta, parameters, inputDelta(), gradient);
        return null;
    }

    @Override
    public Void deconvolution(LayerSpec.Deconvolution layer) {
        NaiveDeconvolution.backward(layer, batch.size(), input(), delta, parameters, inputDelta(), gradient);
        return null;
    }

    @Override
    public Void pooling(LayerSpec.Pooling layer) {
        NaivePooling.backward(layer, input(), delta, inputDelta());
        return null;
    }

    @Override
    public Void dense(LayerSpec.Dense layer) {
        NaiveDense.backward(layer, batch.size(), input(), delta, parameters, inputDelta(), gradient);
        return null;
    }

    @Override
    public Void batchNormalization(LayerSpec.BatchNormalization layer) {
        NaiveBatchNormalization.backward(layer, input(), delta, parameters, inputDelta(), gradient);
        return null;
    }

    @Override
    public Void localResponseNormalization(LayerSpec.LocalResponseNormalization layer) {
        NaiveLocalResponseNormalization.backward(layer, input(), delta, inputDelta());
        return null;
    }

    @Override
    public Void dropout(LayerSpec.Dropout layer) {
        NaiveDropout.backward(layer, batch.seed(), delta, inputDelta());
        return null;
    }

    @Override
    public Void reshape(LayerSpec.Reshape layer) {
        Arrays.setAll(inputDelta(), i -> inputDelta()[i] + delta[i]);
        return null;
    }

    @Override
    public Void padOrCrop(LayerSpec.PadOrCrop layer) {
        NaiveResampling.backward(NaiveResampling.source(layer), delta, inputDelta());
        return null;
    }

    @Override
    public Void upsampling(LayerSpec.Upsampling layer) {
        NaiveResampling.backward(NaiveResampling.source(layer), delta, inputDelta());
        return null;
    }

    @Override
    public Void activate(LayerSpec.Activate layer) {
        NaiveActivation.backward(layer, input(), delta, inputDelta());
        return null;
    }

    @Override
    public Void elementWise(LayerSpec.ElementWise layer) {
        NaiveElementWise.backward(layer, inputs, delta, inputDeltas);
        return null;
    }

    @Override
    public Void concatenation(LayerSpec.Concatenation layer) {
        NaiveConcatenation.backward(layer, batch.size(), delta, inputDeltas);
        return null;
    }
}
