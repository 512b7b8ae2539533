package dev.convoy.worker;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Limits a gradient as PyTorch's {@code clip_grad_value_} and {@code clip_grad_norm_} do: each value to {@code ±
 * maxValue}; and all values together, multiplied by {@code maxNorm / (norm + 10⁻⁶)} if that is less than 1. The limits
 * are of the gradient of the mean loss, before regularization.
 */
final class GradientLimit {
    private static final double EPSILON = 1e-6;

    private final StepRule rule;
    private final List<LayerRange> layers;
    private final Values gradient;

    /** Reads and writes single values, of either type. */
    private interface Values {
        double get(int at);

        void put(int at, double value);
    }

    /** @param layers places of the trained parameters, without running statistics */
    GradientLimit(StepRule rule, List<LayerRange> layers, Pointer gradient, long length, DataType type) {
        this.rule = rule;
        this.layers = layers;
        this.gradient = type == DataType.DOUBLE
                ? doubles(new DoublePointer(gradient).capacity(length).asBuffer())
                : floats(new FloatPointer(gradient).capacity(length).asBuffer());
    }

    private static Values doubles(DoubleBuffer buffer) {
        return new Values() {
            @Override
            public double get(int at) {
                return buffer.get(at);
            }

            @Override
            public void put(int at, double value) {
                buffer.put(at, value);
            }
        };
    }

    private static Values floats(FloatBuffer buffer) {
        return new Values() {
            @Override
            public double get(int at) {
                return buffer.get(at);
            }

            @Override
            public void put(int at, double value) {
                buffer.put(at, (float) value);
            }
        };
    }

    /** @param divisor number of examples that the gradient was summed over */
    void apply(int divisor) {
        if (Double.isFinite(rule.maxValue())) {
            double most = rule.maxValue() * divisor;
            change(value -> Math.max(-most, Math.min(most, value)));
        }
        if (Double.isFinite(rule.maxNorm())) {
            double factor = rule.maxNorm() / (norm() / divisor + EPSILON);
            if (factor < 1) {
                change(value -> value * factor);
            }
        }
    }

    private double norm() {
        double sum = 0;
        for (LayerRange layer : layers) {
            for (int i = layer.from(); i < layer.to(); i++) {
                sum += gradient.get(i) * gradient.get(i);
            }
        }
        return Math.sqrt(sum);
    }

    private void change(DoubleUnaryOperator change) {
        for (LayerRange layer : layers) {
            for (int i = layer.from(); i < layer.to(); i++) {
                gradient.put(i, change.applyAsDouble(gradient.get(i)));
            }
        }
    }
}
