package dev.convoy.worker;

import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.SegmentUpdate.Hyperparameters;
import java.nio.FloatBuffer;

/** The factor that {@link dev.convoy.learning.Lars} gives to the learning rate of a layer's weights. */
final class TrustRatio {
    private TrustRatio() {}

    /** Returns the update with its learning rate multiplied by {@code trust · ‖w‖ / (‖g‖ + l2 · ‖w‖)}. */
    static SegmentUpdate applied(double trust, SegmentUpdate update, FloatBuffer parameters, FloatBuffer gradients) {
        double weights = norm(parameters, update.segment());
        double gradient = norm(gradients, update.segment()) / update.penalty().divisor();
        if (weights == 0 || gradient == 0) {
            return update;
        }
        double ratio = trust * weights / (gradient + update.penalty().l2() * weights);
        Hyperparameters numbers = update.numbers();
        return new SegmentUpdate(
                update.segment(),
                update.penalty(),
                new Hyperparameters(
                        (float) (ratio * numbers.learningRate()), numbers.beta1(), numbers.beta2(), numbers.epsilon()));
    }

    private static double norm(FloatBuffer values, SegmentUpdate.Segment place) {
        double sum = 0;
        for (int i = place.from(); i < place.to(); i++) {
            sum += (double) values.get(i) * values.get(i);
        }
        return Math.sqrt(sum);
    }
}
