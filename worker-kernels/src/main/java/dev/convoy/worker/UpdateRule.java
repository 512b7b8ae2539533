package dev.convoy.worker;

import java.util.Optional;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * One of Deeplearning4j's updaters on a run of values that fits into a processor's nearest cache. The formulas, and the
 * order of their operations, are its own.
 */
sealed interface UpdateRule {
    /** How many vectors of state it keeps. */
    int states();

    /** The rule of this step; made anew each time, as learning rates follow schedules. */
    Step at(int iteration, int epoch);

    /** Subtracts the update from the parameters. */
    interface Step {
        /**
         * @param values parameters; changed
         * @param gradients by which minibatch and regularization have been taken into account
         * @param first the updater's state, changed; unused where there is none
         * @param second its second vector, likewise
         */
        void apply(float[] values, float[] gradients, float[] first, float[] second, int count);
    }

    /** Empty for updaters that are left to Deeplearning4j. */
    static Optional<UpdateRule> of(IUpdater updater) {
        // By exact class: a subclass may compute something else.
        Class<?> type = updater.getClass();
        if (type == Sgd.class) {
            return Optional.of(new Plain((Sgd) updater));
        }
        if (type == Nesterovs.class) {
            return Optional.of(new Momentum((Nesterovs) updater));
        }
        if (type == RmsProp.class) {
            return Optional.of(new RootMeanSquare((RmsProp) updater));
        }
        if (type == Adam.class) {
            return Optional.of(new AdaptiveMoment((Adam) updater));
        }
        return type == NoOp.class ? Optional.of(new AsItIs()) : Optional.empty();
    }

    /** {@code p −= g}: running statistics, whose "gradient" is their change. */
    record AsItIs() implements UpdateRule {
        @Override
        public int states() {
            return 0;
        }

        @Override
        public Step at(int iteration, int epoch) {
            return (values, gradients, first, second, count) -> {
                for (int i = 0; i < count; i++) {
                    values[i] -= gradients[i];
                }
            };
        }
    }

    /** {@code p −= η·g}. */
    record Plain(Sgd updater) implements UpdateRule {
        @Override
        public int states() {
            return 0;
        }

        @Override
        public Step at(int iteration, int epoch) {
            float rate = (float) updater.getLearningRate(iteration, epoch);
            return (values, gradients, first, second, count) -> {
                for (int i = 0; i < count; i++) {
                    values[i] -= rate * gradients[i];
                }
            };
        }
    }

    /** {@code v' = μ·v − η·g; p −= μ·v − (1 + μ)·v'}. */
    record Momentum(Nesterovs updater) implements UpdateRule {
        @Override
        public int states() {
            return 1;
        }

        @Override
        public Step at(int iteration, int epoch) {
            float rate = (float) updater.getLearningRate(iteration, epoch);
            float momentum = (float) updater.currentMomentum(iteration, epoch);
            return (values, gradients, velocity, second, count) -> {
                for (int i = 0; i < count; i++) {
                    float before = momentum * velocity[i];
                    float after = before - rate * gradients[i];
                    velocity[i] = after;
                    values[i] -= before + (-momentum - 1) * after;
                }
            };
        }
    }

    /** {@code s' = ρ·s + (1 − ρ)·g²; p −= η·g / (√s' + ε)}. */
    record RootMeanSquare(RmsProp updater) implements UpdateRule {
        @Override
        public int states() {
            return 1;
        }

        @Override
        public Step at(int iteration, int epoch) {
            float rate = (float) updater.getLearningRate(iteration, epoch);
            float decay = (float) updater.getRmsDecay();
            float epsilon = (float) updater.getEpsilon();
            return (values, gradients, squares, second, count) -> {
                for (int i = 0; i < count; i++) {
                    float gradient = gradients[i];
                    float mean = squares[i] * decay + gradient * gradient * (1 - decay);
                    squares[i] = mean;
                    values[i] -= rate * gradient / ((float) Math.sqrt(mean) + epsilon);
                }
            };
        }
    }

    /** {@code m' = β₁·m + (1 − β₁)·g; v' = β₂·v + (1 − β₂)·g²; p −= η·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m' / (√v' + ε)}. */
    record AdaptiveMoment(Adam updater) implements UpdateRule {
        @Override
        public int states() {
            return 2;
        }

        @Override
        public Step at(int iteration, int epoch) {
            float beta1 = (float) updater.getBeta1();
            float beta2 = (float) updater.getBeta2();
            float epsilon = (float) updater.getEpsilon();
            double corrected = updater.getLearningRate(iteration, epoch)
                    * Math.sqrt(1 - StrictMath.pow(updater.getBeta2(), iteration + 1.0))
                    / (1 - StrictMath.pow(updater.getBeta1(), iteration + 1.0));
            float rate = (float) corrected;
            return (values, gradients, means, squares, count) -> {
                for (int i = 0; i < count; i++) {
                    float gradient = gradients[i];
                    float mean = beta1 * means[i] + gradient * (1 - beta1);
                    float square = beta2 * squares[i] + gradient * gradient * (1 - beta2);
                    means[i] = mean;
                    squares[i] = square;
                    values[i] -= mean * rate / ((float) Math.sqrt(square) + epsilon);
                }
            };
        }
    }
}
