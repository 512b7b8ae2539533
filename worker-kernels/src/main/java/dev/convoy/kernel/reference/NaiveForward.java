package dev.convoy.kernel.reference;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerVisitor;
import java.util.List;

/**
 * Computes a layer's values.
 *
 * @param training whether the layer computes as in training, and not as at test time
 * @param output receives the values
 */
record NaiveForward(Batch batch, boolean training, List<double[]> inputs, double[] parameters, double[] output)
        implements LayerVisitor<Void> {
    private double[] input() {
        return inputs.get(0);
    }

    @Override
    public Void convolution(LayerSpec.Convolution layer) {
        NaiveConvolution.forward(layer, batch.size(), input(), parameters, output);
        return null;
    }

    @Override
    public Void deconvolution(LayerSpec.Deconvolution layer) {
        NaiveDeconvolution.forward(layer, batch.size(), input(), parameters, output);
        return null;
    }

    @Override
    public Void pooling(LayerSpec.Pooling layer) {
        NaivePooling.forward(layer, input(), output);
        return null;
    }

    @Override
    public Void dense(LayerSpec.Dense layer) {
        NaiveDense.forward(layer, batch.size(), input(), parameters, output);
        return null;
    }

    @Override
    public Void batchNormalization(LayerSpec.BatchNormalization layer) {
        NaiveBatchNormalization.forward(layer, training, input(), parameters, output);
        return null;
    }

    @Override
    public Void localResponseNormalization(LayerSpec.LocalResponseNormalization layer) {
        NaiveLocalResponseNormalization.forward(layer, input(), output);
        return null;
    }

    @Override
    public Void dropout(LayerSpec.Dropout layer) {
        NaiveDropout.forward(layer, batch.seed(), training, input(), output);
        return null;
    }

    @Override
    public Void reshape(LayerSpec.Reshape layer) {
        System.arraycopy(input(), 0, output, 0, output.length);
        return null;
    }

    @Override
    public Void padOrCrop(LayerSpec.PadOrCrop layer) {
        NaiveResampling.forward(NaiveResampling.source(layer), input(), output);
        return null;
    }

    @Override
    public Void upsampling(LayerSpec.Upsampling layer) {
        NaiveResampling.forward(NaiveResampling.source(layer), input(), output);
        return null;
    }

    @Override
    public Void activate(LayerSpec.Activate layer) {
        NaiveActivation.forward(layer, input(), output);
        return null;
    }

    @Override
    public Void elementWise(LayerSpec.ElementWise layer) {
        NaiveElementWise.forward(layer, inputs, output);
        return null;
    }

    @Override
    public Void concatenation(LayerSpec.Concatenation layer) {
        NaiveConcatenation.forward(layer, batch.size(), inputs, output);
        return null;
    }
}
