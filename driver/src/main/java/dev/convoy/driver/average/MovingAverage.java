package dev.convoy.driver.average;

import dev.convoy.base.FlatVector;
import dev.convoy.base.FlatVectorWriter;

/**
 * An exponential moving average of the parameters, {@code average ← d · average + (1 − d) · parameters} for each update
 * t, which starts from the initial parameters. The decay is {@code d = min(decay, (1 + t) / (10 + t))}, as in
 * TensorFlow's {@code ExponentialMovingAverage} with {@code num_updates}, so that the initial parameters are soon
 * forgotten. All updates of a round count with the parameters that it ends with; running statistics are averaged too.
 *
 * @param decay above 0 and below 1
 */
public record MovingAverage(double decay) {
    /**
     * Computes each value in float64 and rounds it once.
     *
     * @param average before the round, of the same type and length as {@code parameters}
     * @param parameters after the round
     * @param before updates before the round
     * @param updates updates of the round
     */
    public FlatVector step(FlatVector average, FlatVector parameters, int before, int updates) {
        double kept = 1;
        for (int t = before; t < before + updates; t++) {
            kept *= Math.min(decay, (1.0 + t) / (10.0 + t));
        }
        FlatVectorWriter result = new FlatVectorWriter(parameters.type(), parameters.length());
        double[] old = new double[FlatVector.CHUNK];
        double[] now = new double[FlatVector.CHUNK];
        for (int from = 0; from < parameters.length(); from += FlatVector.CHUNK) {
            int count = parameters.read(from, now);
            average.read(from, old);
            for (int i = 0; i < count; i++) {
                now[i] = kept * old[i] + (1 - kept) * now[i];
            }
            result.put(now, count);
        }
        return result.vector();
    }
}
