package dev.convoy.driver.config;

import dev.convoy.base.InvalidInputException;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The updater of all layers.
 *
 * @param name {@code model}, or one of {@link #NAMES}
 * @param learningRate empty for the default of the updater
 * @param momentum empty for the default of the updater
 * @param weightDecay empty for that of the model; for AdamW, for 0.01
 * @param rateFactor multiplies the learning rate
 */
public record UpdaterChoice(
        String name,
        OptionalDouble learningRate,
        OptionalDouble momentum,
        OptionalDouble weightDecay,
        double rateFactor) {
    /** The value of {@code train.updater} that keeps the model's own updater. */
    public static final String MODEL = "model";

    public static final String NAMES = "sgd, nesterovs, adam, adamw, rmsprop or lars";

    private static final Set<String> WITH_MOMENTUM = Set.of("nesterovs", "lars");

    /** Keeps the model's own updater. */
    public static final UpdaterChoice OWN = new UpdaterChoice(MODEL, OptionalDouble.empty(), OptionalDouble.empty());

    /** Creates a choice that leaves weight decay to the model. */
    public UpdaterChoice(String name, OptionalDouble learningRate, OptionalDouble momentum) {
        this(name, learningRate, momentum, OptionalDouble.empty(), 1);
    }

    public UpdaterChoice {
        if (name.equals(MODEL) && (learningRate.isPresent() || momentum.isPresent())) {
            throw new InvalidInputException(
                    "train.learning-rate and train.momentum need train.updater to be set",
                    "train.updater=model",
                    "Add -D train.updater=" + NAMES + ".");
        }
        if (momentum.isPresent() && !WITH_MOMENTUM.contains(name)) {
            throw new InvalidInputException(
                    "train.momentum needs train.updater=nesterovs or lars", name, "Change one of the two.");
        }
        double given = momentum.orElse(0);
        if (!(given >= 0 && given < 1)) {
            throw new InvalidInputException("train.momentum must be >= 0 and < 1", given, "Try 0.9.");
        }
        double rate = learningRate.orElse(1);
        if (!(rate > 0 && Double.isFinite(rate))) {
            throw new InvalidInputException(
                    "train.learning-rate must be > 0 and finite", learningRate.getAsDouble(), "Try 0.001.");
        }
        double decay = weightDecay.orElse(0);
        if (!(decay >= 0 && Double.isFinite(decay))) {
            throw new InvalidInputException(
                    "train.weight-decay must be >= 0 and finite", decay, "Try 0.0001, or 0 for none.");
        }
    }
}
