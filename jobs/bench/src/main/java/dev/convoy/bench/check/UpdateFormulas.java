package dev.convoy.bench.check;

import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.SegmentUpdate.Hyperparameters;
import dev.convoy.kernel.SegmentUpdate.Segment;

/** The formulas of {@link SegmentUpdate}, one parameter after the other. */
record UpdateFormulas(float[] parameters, float[] states) {
    void apply(SegmentUpdate update, float[] gradient) {
        Segment segment = update.segment();
        for (int i = segment.from(); i < segment.to(); i++) {
            float g =
                    gradient[i] / update.penalty().divisor() + update.penalty().l2() * parameters[i];
            int offset = i - segment.from();
            float change = change(update, g, segment.firstMoment() + offset, segment.secondMoment() + offset);
            parameters[i] -= change + update.penalty().weightDecay() * parameters[i];
        }
    }

    private float change(SegmentUpdate update, float g, int first, int second) {
        Hyperparameters numbers = update.numbers();
        float rate = numbers.learningRate();
        return switch (update.rule()) {
            case SUBTRACT -> g;
            case SGD -> rate * g;
            case NESTEROVS -> {
                float before = numbers.beta1() * states[first];
                states[first] = before - rate * g;
                yield before - (1 + numbers.beta1()) * states[first];
            }
            case RMS_PROP -> {
                states[first] = numbers.beta1() * states[first] + (1 - numbers.beta1()) * g * g;
                yield rate * g / ((float) Math.sqrt(states[first]) + numbers.epsilon());
            }
            case ADAM -> {
                states[first] = numbers.beta1() * states[first] + (1 - numbers.beta1()) * g;
                states[second] = numbers.beta2() * states[second] + (1 - numbers.beta2()) * g * g;
                yield rate * states[first] / ((float) Math.sqrt(states[second]) + numbers.epsilon());
            }
            case HEAVY_BALL -> throw new IllegalArgumentException("no GPU kernel computes " + update.rule());
        };
    }
}
