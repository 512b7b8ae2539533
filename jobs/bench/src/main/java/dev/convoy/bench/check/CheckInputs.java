package dev.convoy.bench.check;

import dev.convoy.kernel.Batch;
import dev.convoy.kernel.Precision;
import dev.convoy.kernel.graph.LayerSpec;
import dev.convoy.kernel.graph.LayerSpec.BatchNormalization;
import dev.convoy.kernel.graph.Network;
import dev.convoy.kernel.graph.Network.Node;
import java.util.Random;

/** Random parameters and a random minibatch. */
record CheckInputs(float[] parameters, Batch batch) {
    /** With γ and β near 1, layer after layer amplifies rounding: ten times in twenty layers. */
    private static final double DEEP_SCALE = 0.25;

    /** Draws inputs of the case; for short formats they are rounded to bfloat16, because that error is the format's. */
    static CheckInputs draw(CheckCase given, Network network, Precision precision, long seed) {
        Random random = new Random(seed);
        double scale = given.kind() == CheckCase.Kind.DEEP ? DEEP_SCALE : 1;
        int examples = given.batch(precision);
        float[] parameters = new float[Math.toIntExact(network.parameters())];
        for (Node node : network.nodes()) {
            drawLayer(node.layer(), scale, parameters, random);
        }
        float[] features = new float[Math.toIntExact(examples * network.input().size())];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        float[] labels = new float[examples * network.outputs()];
        for (int n = 0; n < examples; n++) {
            labels[n * network.outputs() + random.nextInt(network.outputs())] = 1;
        }
        if (precision != Precision.FLOAT32) {
            roundAll(parameters);
            roundAll(features);
        }
        return new CheckInputs(parameters, new Batch(examples, features, labels, random.nextLong()));
    }

    /** Draws values of standard deviation {@code 1 / √(values that one output sums)}. */
    private static void drawLayer(LayerSpec layer, double scale, float[] parameters, Random random) {
        int[] positions = LayerParameters.positions(layer);
        for (int i : positions) {
            parameters[i] = layer instanceof BatchNormalization normalization
                    ? normalization(normalization, i, scale, random)
                    : (float) (random.nextGaussian()
                            * Math.sqrt((double) layer.output().channels() / positions.length));
        }
    }

    /** Draws γ, β, running mean, or running variance or log10 of its square root, near their initial values. */
    private static float normalization(BatchNormalization layer, int position, double scale, Random random) {
        double around = random.nextDouble() - 0.5;
        if (position >= layer.varianceOffset()) {
            return (float) (layer.logDeviation() ? 0.4 * around : 1 + around);
        }
        if (position >= layer.meanOffset()) {
            return (float) around;
        }
        return (float) (scale * (position < layer.betaOffset() ? 1 + around : around));
    }

    private static void roundAll(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = rounded(values[i]);
        }
    }

    /** Rounds to the nearest bfloat16, ties to even. */
    private static float rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        return Float.intBitsToFloat(bits + 0x7fff + (bits >>> 16 & 1) & 0xffff0000);
    }
}
