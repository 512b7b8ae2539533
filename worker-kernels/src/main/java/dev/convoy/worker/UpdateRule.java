package dev.convoy.worker;

import dev.convoy.kernel.SegmentUpdate;
import dev.convoy.kernel.SegmentUpdate.Hyperparameters;
import dev.convoy.kernel.SegmentUpdate.Rule;
import dev.convoy.learning.Lars;
import java.util.Optional;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * One of Deeplearning4j's updaters as numbers, applied to so many values as fit into a processor's nearest cache. The
 * formulas (see {@link Rule}) and the order of their operations are Deeplearning4j's.
 */
record UpdateRule(Rule rule, IUpdater updater) {
    /** Returns empty for updaters that are left to Deeplearning4j. */
    static Optional<UpdateRule> of(IUpdater updater) {
        // The class must match exactly: a subclass may compute something else.
        Class<?> type = updater.getClass();
        if (type == Sgd.class) {
            return Optional.of(new UpdateRule(Rule.SGD, updater));
        }
        if (type == Nesterovs.class) {
            return Optional.of(new UpdateRule(Rule.NESTEROVS, updater));
        }
        if (type == RmsProp.class) {
            return Optional.of(new UpdateRule(Rule.RMS_PROP, updater));
        }
        if (type == Adam.class) {
            return Optional.of(new UpdateRule(Rule.ADAM, updater));
        }
        if (type == Lars.class) {
            return Optional.of(new UpdateRule(Rule.HEAVY_BALL, updater));
        }
        return type == NoOp.class ? Optional.of(new UpdateRule(Rule.SUBTRACT, updater)) : Optional.empty();
    }

    /** Returns how many vectors of state it keeps. */
    int states() {
        return switch (rule) {
            case SUBTRACT, SGD -> 0;
            case NESTEROVS, RMS_PROP, HEAVY_BALL -> 1;
            case ADAM -> 2;
        };
    }

    /** Returns the learning rate, by which Deeplearning4j multiplies weight decay if it is configured so. */
    double learningRate(int iteration, int epoch) {
        return updater.hasLearningRate() ? updater.getLearningRate(iteration, epoch) : 1;
    }

    /** Returns the numbers of this step; they are computed anew each time, because learning rates follow schedules. */
    Hyperparameters at(int iteration, int epoch) {
        float rate = (float) learningRate(iteration, epoch);
        return switch (rule) {
            case SUBTRACT, SGD -> new Hyperparameters(rate, 0, 0, 0);
            case NESTEROVS, HEAVY_BALL ->
                new Hyperparameters(rate, (float) ((Nesterovs) updater).currentMomentum(iteration, epoch), 0, 0);
            case RMS_PROP -> {
                RmsProp given = (RmsProp) updater;
                yield new Hyperparameters(rate, (float) given.getRmsDecay(), 0, (float) given.getEpsilon());
            }
            case ADAM -> adam((Adam) updater, iteration, epoch);
        };
    }

    private static Hyperparameters adam(Adam updater, int iteration, int epoch) {
        double corrected = updater.getLearningRate(iteration, epoch)
                * Math.sqrt(1 - StrictMath.pow(updater.getBeta2(), iteration + 1.0))
                / (1 - StrictMath.pow(updater.getBeta1(), iteration + 1.0));
        return new Hyperparameters((float) corrected, (float) updater.getBeta1(), (float) updater.getBeta2(), (float)
                updater.getEpsilon());
    }

    /**
     * Subtracts the update from the parameters.
     *
     * @param values the parameters; changed
     * @param gradients already divided by the minibatch size and regularized
     * @param states the first vector of the optimizer state; changed; unused if there is none
     * @param others the second vector of the optimizer state; changed; unused if there is none
     */
    static void apply(
            SegmentUpdate update, float[] values, float[] gradients, float[] states, float[] others, int count) {
        float rate = update.numbers().learningRate();
        float beta1 = update.numbers().beta1();
        float beta2 = update.numbers().beta2();
        float epsilon = update.numbers().epsilon();
        switch (update.rule()) {
            case SUBTRACT -> {
                for (int i = 0; i < count; i++) {
                    values[i] -= gradients[i];
                }
            }
            case SGD -> {
                for (int i = 0; i < count; i++) {
                    values[i] -= rate * gradients[i];
                }
            }
            case NESTEROVS -> {
                for (int i = 0; i < count; i++) {
                    float before = beta1 * states[i];
                    float after = before - rate * gradients[i];
                    states[i] = after;
                    values[i] -= before + (-beta1 - 1) * after;
                }
            }
            case RMS_PROP -> {
                for (int i = 0; i < count; i++) {
                    float gradient = gradients[i];
                    float mean = states[i] * beta1 + gradient * gradient * (1 - beta1);
                    states[i] = mean;
                    values[i] -= rate * gradient / ((float) Math.sqrt(mean) + epsilon);
                }
            }
            case ADAM -> {
                for (int i = 0; i < count; i++) {
                    float gradient = gradients[i];
                    float mean = beta1 * states[i] + gradient * (1 - beta1);
                    float square = beta2 * others[i] + gradient * gradient * (1 - beta2);
                    states[i] = mean;
                    others[i] = square;
                    values[i] -= mean * rate / ((float) Math.sqrt(square) + epsilon);
                }
            }
            case HEAVY_BALL -> {
                for (int i = 0; i < count; i++) {
                    states[i] = beta1 * states[i] + rate * gradients[i];
                    values[i] -= states[i];
                }
            }
        }
    }
}
