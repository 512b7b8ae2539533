package dev.convoy.kernel.graph;

import dev.convoy.base.InvalidInputException;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/** Sets the weights of classes in a configuration's loss, as Deeplearning4j keeps them. */
final class ClassWeights {
    private ClassWeights() {}

    /** @throws InvalidInputException if the loss is not cross-entropy after softmax */
    static void set(LayerInfo last, float[] weights) {
        if (last.definition() instanceof OutputLayer output && output.getClass() == OutputLayer.class) {
            output.setLossFn(weighted(last, output.getActivationFn(), output.getLossFn(), weights));
        } else if (last.definition() instanceof LossLayer output) {
            output.setLossFn(weighted(last, output.getActivationFn(), output.getLossFn(), weights));
        } else {
            throw refused(last, ((Layer) last.definition()).getClass().getSimpleName());
        }
    }

    private static ILossFunction weighted(LayerInfo last, IActivation activation, ILossFunction loss, float[] weights) {
        // Other losses weigh the outputs, whatever class an example has. LossNegativeLogLikelihood is LossMCXENT.
        boolean isCrossEntropy = loss.getClass() == LossMCXENT.class || loss instanceof LossNegativeLogLikelihood;
        if (activation instanceof ActivationSoftmax && isCrossEntropy && loss instanceof LossMCXENT entropy) {
            return new LossMCXENT(entropy.getSoftmaxClipEps(), Nd4j.createFromArray(weights));
        }
        throw refused(last, activation + " with " + loss.getClass().getSimpleName());
    }

    private static InvalidInputException refused(LayerInfo last, String given) {
        return new InvalidInputException(
                "train.class-weights needs an output layer with softmax and cross-entropy (LossMCXENT)",
                given + " in layer " + last.name(),
                "Change the layer, or set train.sampling=balanced instead.");
    }
}
