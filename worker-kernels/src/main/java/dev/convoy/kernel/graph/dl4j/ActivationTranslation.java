package dev.convoy.kernel.graph.dl4j;

import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.Activation.Kind;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.Activate;
import dev.convoy.kernel.graph.UnsupportedLayerException;
import java.util.List;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Translates Deeplearning4j's activation functions into Convoy's. */
final class ActivationTranslation {
    private ActivationTranslation() {}

    /** Appends the function, unless it is the identity. */
    static void append(IActivation activation, LayerInfo row, List<LayerSpec> chain) throws UnsupportedLayerException {
        boolean identity = activation instanceof ActivationIdentity
                || (activation instanceof ActivationLReLU leaky && leaky.getAlpha() == 1);
        if (!identity) {
            chain.add(new Activate(row.name(), row.output(), of(activation, row)));
        }
    }

    private static Activation of(IActivation activation, LayerInfo row) throws UnsupportedLayerException {
        Class<?> type = activation.getClass();
        if (type == ActivationReLU.class && activation.equals(new ActivationReLU())) {
            return new Activation(Kind.RELU, 0);
        }
        if (activation instanceof ActivationLReLU leaky) {
            return new Activation(Kind.RELU, leaky.getAlpha());
        }
        if (type == ActivationReLU6.class) {
            return new Activation(Kind.CLIPPED_RELU, 6);
        }
        // Deeplearning4j's backward pass uses α = 1, whatever its forward pass uses.
        if (activation.equals(new ActivationELU(1))) {
            return new Activation(Kind.ELU, 1);
        }
        // The precise form uses tanh, with a constant that only Deeplearning4j has.
        if (activation.equals(new ActivationGELU(false))) {
            return new Activation(Kind.SWISH, 1.702);
        }
        if (type == ActivationSwish.class) {
            return new Activation(Kind.SWISH, 1);
        }
        if (type == ActivationSigmoid.class) {
            return new Activation(Kind.SIGMOID, 0);
        }
        if (type == ActivationTanH.class) {
            return new Activation(Kind.TANH, 0);
        }
        if (type == ActivationHardSigmoid.class) {
            return new Activation(Kind.HARD_SIGMOID, 0);
        }
        if (type == ActivationMish.class) {
            return new Activation(Kind.MISH, 0);
        }
        if (type == ActivationSoftPlus.class) {
            return new Activation(Kind.SOFTPLUS, 0);
        }
        // For an image, Deeplearning4j computes it along the rows, which nobody means.
        if (type == ActivationSoftmax.class && row.output().isVector()) {
            return new Activation(Kind.SOFTMAX, 0);
        }
        throw new UnsupportedLayerException(row.name(), "activation " + activation);
    }
}
