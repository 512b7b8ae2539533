package dev.convoy.kernel.cudnn.program;

import dev.convoy.kernel.cudnn.device.EnumOrdinals;
import dev.convoy.kernel.graph.Activation;
import dev.convoy.kernel.graph.LayerSpec;
import java.util.Optional;

/**
 * An activation function as our kernels name it.
 *
 * @param kind in the order of {@link Activation.Kind}; softmax, which is not elementwise, stands for no function
 */
public record ElementwiseFunction(int kind, float alpha) {
    private static final ElementwiseFunction NONE =
            new ElementwiseFunction(EnumOrdinals.of(Activation.Kind.SOFTMAX), 0);

    public static ElementwiseFunction of(Activation activation) {
        return new ElementwiseFunction(EnumOrdinals.of(activation.kind()), (float) activation.alpha());
    }

    public static ElementwiseFunction of(Optional<Activation> activation) {
        return activation.map(ElementwiseFunction::of).orElse(NONE);
    }

    public boolean isNone() {
        return equals(NONE);
    }

    public boolean isRelu() {
        return kind == EnumOrdinals.of(Activation.Kind.RELU) && alpha == 0;
    }

    /** Whether the function is computed together with the layer: its backward pass needs only its output. */
    public static boolean canFuse(LayerSpec layer, Activation activation) {
        boolean relu = of(activation).isRelu();
        boolean maximum = layer instanceof LayerSpec.Pooling pooling && pooling.kind() == LayerSpec.Pooling.Kind.MAX;
        if (layer instanceof LayerSpec.Convolution || layer instanceof LayerSpec.Dense || maximum) {
            return switch (activation.kind()) {
                // With a slope below 0, the input does not follow from the output.
                case RELU, ELU -> activation.alpha() >= 0;
                case CLIPPED_RELU, SIGMOID, TANH -> true;
                case SWISH, HARD_SIGMOID, SOFTPLUS, MISH, SOFTMAX -> false;
            };
        }
        if (layer instanceof LayerSpec.ElementWise sum) {
            return relu && sum.operation() == LayerSpec.ElementWise.Operation.ADD;
        }
        return relu && layer instanceof LayerSpec.BatchNormalization;
    }
}
