package dev.convoy.kernel.nd4j;

import dev.convoy.base.FlatVector;
import dev.convoy.kernel.Batch;
import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.HostMemory;
import dev.convoy.kernel.RandomSeed;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** One Deeplearning4j network whose parameters are overwritten before each call. */
final class Nd4jKernel implements GradientKernel {
    private final TrainedNetwork network;
    private final INDArray parameters;
    private final ILossFunction loss;
    private final DataType storage;
    private final Shape input;
    private final int outputs;

    /** @param loss the loss of the output layer */
    Nd4jKernel(Model model, ILossFunction loss, DataType storage) {
        ModelConfiguration configuration = model.configuration().copy();
        configuration.setDataType(storage);
        this.parameters = Nd4j.create(storage, 1, model.parameters());
        this.network = TrainedNetwork.of(configuration, parameters);
        this.loss = loss;
        this.storage = storage;
        this.input = model.input();
        this.outputs = model.outputs();
    }

    @Override
    public double gradient(Pointer parameters, Batch batch, Pointer gradient) {
        load(parameters);
        // Deeplearning4j draws dropout masks from the thread's generator.
        Nd4j.getRandom().setSeed(RandomSeed.ofNd4j(batch.seed()));
        network.computeGradient(features(batch), labels(batch));
        INDArray flattened = network.flattenedGradient();
        FlatVector.copyOf(storage, HostMemory.of(flattened), flattened.length()).copyTo(gradient);
        return network.meanLoss() * batch.size();
    }

    @Override
    public double evaluate(Pointer parameters, Batch batch, float[] outputs) {
        load(parameters);
        INDArray result = network.output(features(batch));
        float[] values = result.dup('c').data().asFloat();
        System.arraycopy(values, 0, outputs, 0, batch.size() * this.outputs);
        return loss.computeScore(labels(batch), result, applied(), null, false);
    }

    /** Returns an activation that does nothing, because the loss is computed from activated outputs. */
    private IActivation applied() {
        return loss instanceof LossMCXENT ? new AppliedSoftmax() : new ActivationIdentity();
    }

    /**
     * A softmax by its class: with any other activation, Deeplearning4j computes the logarithm of a probability of 0.
     */
    private static final class AppliedSoftmax extends ActivationSoftmax {
        private static final long serialVersionUID = 1L;

        @Override
        public INDArray getActivation(INDArray probabilities, boolean training) {
            return probabilities;
        }
    }

    @Override
    public void close() {
        network.close();
    }

    private void load(Pointer parameters) {
        FlatVector.copyOf(storage, parameters, this.parameters.length()).copyTo(HostMemory.of(this.parameters));
        HostMemory.changed(this.parameters);
    }

    private INDArray features(Batch batch) {
        float[] values = batch.features().toArray(Math.toIntExact(batch.size() * input.size()));
        return array(values, batch.size(), input.channels(), input.height(), input.width());
    }

    private INDArray labels(Batch batch) {
        return array(batch.labels(), batch.size(), outputs);
    }

    private INDArray array(float[] values, long... shape) {
        int length = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        return Nd4j.create(Arrays.copyOf(values, length), shape, 'c').castTo(storage);
    }
}
