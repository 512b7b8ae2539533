package dev.convoy.kernel.graph.dl4j;

import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Loss;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import java.util.Arrays;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/** Translates Deeplearning4j's loss functions into Convoy's. */
final class LossTranslation {
    private LossTranslation() {}

    static Loss of(IActivation activation, ILossFunction function, LayerInfo row) throws UnsupportedLayerException {
        // LossNegativeLogLikelihood is LossMCXENT under another name.
        // Both clip probabilities; the default clipping changes saturated outputs only.
        boolean crossEntropy =
                function.getClass() == LossMCXENT.class || function.getClass() == LossNegativeLogLikelihood.class;
        if (crossEntropy
                && function instanceof LossMCXENT entropy
                && activation instanceof ActivationSoftmax
                && entropy.getSoftmaxClipEps() <= new LossMCXENT().getSoftmaxClipEps()) {
            return new Loss(Loss.Kind.SOFTMAX_CROSS_ENTROPY, weights(entropy.getWeights(), row));
        }
        if (function instanceof LossBinaryXENT entropy
                && activation instanceof ActivationSigmoid
                && entropy.getClipEps() <= LossBinaryXENT.DEFAULT_CLIPPING_EPSILON) {
            return new Loss(Loss.Kind.SIGMOID_CROSS_ENTROPY, weights(entropy.getWeights(), row));
        }
        if (function.getClass() == LossMSE.class && function instanceof LossMSE squared) {
            return new Loss(Loss.Kind.MEAN_SQUARED_ERROR, weights(squared.getWeights(), row));
        }
        throw new UnsupportedLayerException(row.name(), "activation " + activation + " with loss " + function);
    }

    private static float[] weights(INDArray given, LayerInfo row) throws UnsupportedLayerException {
        int outputs = row.output().channels();
        if (given != null && given.length() != outputs) {
            throw new UnsupportedLayerException(
                    row.name(), given.length() + " class weights for " + outputs + " outputs");
        }
        if (given != null) {
            return given.toFloatVector();
        }
        float[] ones = new float[outputs];
        Arrays.fill(ones, 1);
        return ones;
    }
}
