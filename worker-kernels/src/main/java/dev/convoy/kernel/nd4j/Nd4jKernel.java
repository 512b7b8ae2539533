package dev.convoy.kernel.nd4j;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.FlatVector;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One Deeplearning4j network whose parameters are overwritten before each call. */
final class Nd4jKernel implements GradientKernel {
    private final MultiLayerNetwork network;
    private final DataType storage;
    private final Shape input;
    private final int outputs;

    Nd4jKernel(Model model, DataType storage) {
        MultiLayerConfiguration configuration = model.configuration().clone();
        configuration.setDataType(storage);
        this.network = new MultiLayerNetwork(configuration);
        this.storage = storage;
        this.input = model.input();
        this.outputs = model.outputs();
        network.init(Nd4j.create(storage, 1, model.parameters()), false);
    }

    @Override
    public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        load(parameters);
        // The thread's own generator: it is what Deeplearning4j draws dropout masks from.
        Nd4j.getRandom().setSeed(batch.seed());
        network.setInput(features(batch));
        network.setLabels(labels(batch));
        network.computeGradientAndScore();
        INDArray flattened = network.getFlattenedGradients();
        FlatVector.copyOf(storage, flattened.data().pointer(), flattened.length())
                .copyTo(gradient);
        return (network.score() - network.calcRegularizationScore(true)) * batch.size();
    }

    @Override
    public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        load(parameters);
        INDArray result = network.output(features(batch), false);
        float[] values = result.dup('c').data().asFloat();
        System.arraycopy(values, 0, outputs, 0, batch.size() * this.outputs);
        BaseOutputLayer layer = (BaseOutputLayer) network.getLayerWiseConfigurations()
                .getConf(network.getnLayers() - 1)
                .getLayer();
        // The activation was applied already, so the loss is asked for behind an identity.
        return layer.getLossFn().computeScore(labels(batch), result, new ActivationIdentity(), null, false);
    }

    @Override
    public void close() {
        network.close();
    }

    private void load(Pointer parameters) {
        INDArray own = network.params();
        FlatVector.copyOf(storage, parameters, own.length()).copyTo(own.data().pointer());
    }

    private INDArray features(Batch batch) {
        return array(batch.features(), batch.size(), input.channels(), input.height(), input.width());
    }

    private INDArray labels(Batch batch) {
        return array(batch.labels(), batch.size(), outputs);
    }

    private INDArray array(float[] values, long... shape) {
        int length = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        return Nd4j.create(Arrays.copyOf(values, length), shape, 'c').castTo(storage);
    }
}
