package dev.convoy.bench.check;

import dev.convoy.kernel.GradientKernel;
import dev.convoy.kernel.NetworkKernelProvider;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.Network;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * What a kernel made of a case. Memory for results holds NaN first, so that a value that was not written shows.
 *
 * @param loss sum over the examples, in training
 * @param outputs and loss as at test time
 */
record Computed(double loss, double[] gradient, double testLoss, float[] outputs) {
    /** Returns what {@code reference} computes, in double. */
    static Computed exactly(NetworkKernelProvider reference, Network network, CheckInputs inputs, double[] parameters) {
        float[] outputs = poison(inputs.batch().size() * network.outputs());
        double[] gradient = new double[parameters.length];
        Arrays.fill(gradient, Double.NaN);
        try (GradientKernel kernel = reference.open(network, Precision.FLOAT64);
                DoublePointer given = new DoublePointer(parameters);
                DoublePointer result = new DoublePointer(gradient)) {
            double loss = kernel.gradient(given, inputs.batch(), result);
            result.get(gradient);
            double testLoss = kernel.evaluate(given, inputs.batch(), outputs);
            return new Computed(loss, gradient, testLoss, outputs);
        }
    }

    /** Returns what the kernel to check computes. */
    static Computed by(GradientKernel kernel, Network network, CheckInputs inputs) {
        float[] outputs = poison(inputs.batch().size() * network.outputs());
        float[] gradient = poison(inputs.parameters().length);
        try (FloatPointer given = new FloatPointer(inputs.parameters());
                FloatPointer result = new FloatPointer(gradient)) {
            double loss = kernel.gradient(given, inputs.batch(), result);
            result.get(gradient);
            double testLoss = kernel.evaluate(given, inputs.batch(), outputs);
            return new Computed(loss, widened(gradient), testLoss, outputs);
        }
    }

    static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** Whether both are the same bit for bit. */
    boolean repeats(Computed other) {
        return loss == other.loss
                && testLoss == other.testLoss
                && Arrays.equals(gradient, other.gradient)
                && Arrays.equals(outputs, other.outputs);
    }

    private static float[] poison(int length) {
        float[] values = new float[length];
        Arrays.fill(values, Float.NaN);
        return values;
    }
}
