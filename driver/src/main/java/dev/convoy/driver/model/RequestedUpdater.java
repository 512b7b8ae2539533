package dev.convoy.driver.model;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.learning.Lars;
import dev.convoy.learning.RateSchedule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * Puts an updater, a schedule and weight decay into the layers of a configuration.
 *
 * @param schedule schedule for a learning rate of 1; empty for that of the updater
 */
record RequestedUpdater(UpdaterChoice choice, Optional<RateSchedule> schedule) {
    private static final String ADAMW = "adamw";
    /** The default of PyTorch's AdamW. */
    private static final double ADAMW_DECAY = 0.01;

    void into(ModelConfiguration configuration) {
        Optional<IUpdater> updater = updater();
        configuration.layers().forEach(layer -> {
            if (layer.getLayer() instanceof BaseLayer trained) {
                updater.ifPresent(chosen -> {
                    trained.setIUpdater(chosen.clone());
                    trained.setBiasUpdater(null);
                });
                scheduled(trained.getIUpdater()).ifPresent(trained::setIUpdater);
                scheduled(trained.getBiasUpdater()).ifPresent(trained::setBiasUpdater);
                regularization().ifPresent(terms -> {
                    trained.setRegularization(terms);
                    trained.setRegularizationBias(List.of());
                });
            }
        });
    }

    private Optional<IUpdater> updater() {
        IUpdater updater =
                switch (choice.name()) {
                    case UpdaterChoice.MODEL -> null;
                    case "sgd" -> new Sgd();
                    case "nesterovs" -> new Nesterovs();
                    case "adam", ADAMW -> new Adam();
                    case "rmsprop" -> new RmsProp();
                    case "lars" ->
                        new Lars(
                                Nesterovs.DEFAULT_NESTEROV_LEARNING_RATE,
                                null,
                                Nesterovs.DEFAULT_NESTEROV_MOMENTUM,
                                Lars.TRUST);
                    default ->
                        throw new InvalidInputException(
                                "train.updater must be model, " + UpdaterChoice.NAMES,
                                choice.name(),
                                "For any other, put it into the model's JSON.");
                };
        if (updater != null) {
            choice.learningRate().ifPresent(rate -> updater.setLrAndSchedule(rate, null));
        }
        if (updater instanceof Nesterovs nesterovs) {
            choice.momentum().ifPresent(nesterovs::setMomentum);
        }
        return Optional.ofNullable(updater);
    }

    /** Returns an updater with the requested schedule and factor; empty if it stays as it is. */
    private Optional<IUpdater> scheduled(IUpdater updater) {
        if (updater == null || updater instanceof NoOp || (schedule.isEmpty() && choice.rateFactor() == 1)) {
            return Optional.empty();
        }
        if (!updater.hasLearningRate()) {
            throw new InvalidInputException(
                    "train.schedule and train.scale-learning-rate need an updater with a learning rate",
                    updater.getClass().getSimpleName(),
                    "Set train.updater.");
        }
        double rate = updater.getLearningRate(0, 0) * choice.rateFactor();
        if (schedule.isEmpty()
                && updater.getLearningRate(Integer.MAX_VALUE, Integer.MAX_VALUE) != rate / choice.rateFactor()) {
            throw new InvalidInputException(
                    "train.scale-learning-rate cannot change the schedule of the model's own updater",
                    "train.schedule.type=model",
                    "Set train.schedule.type.");
        }
        IUpdater changed = updater.clone();
        changed.setLrAndSchedule(rate, schedule.map(curve -> curve.times(rate)).orElse(null));
        return Optional.of(changed);
    }

    /** Returns the terms for weights; empty for those of the model. */
    private Optional<List<Regularization>> regularization() {
        boolean decoupled = choice.name().equals(ADAMW);
        OptionalDouble given =
                decoupled && choice.weightDecay().isEmpty() ? OptionalDouble.of(ADAMW_DECAY) : choice.weightDecay();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        double decay = given.getAsDouble();
        if (decay == 0) {
            return Optional.of(List.of());
        }
        return Optional.of(List.of(decoupled ? new WeightDecay(decay, true) : new L2Regularization(decay)));
    }
}
