package dev.convoy.driver.model;

import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.UpdaterChoice;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.learning.Lars;
import dev.convoy.learning.RateSchedule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Puts an updater, a schedule and weight decay into the layers of a configuration.
 *
 * @param schedule schedule for a learning rate of 1; empty for that of the updater
 */
record RequestedUpdater(UpdaterChoice choice, Optional<RateSchedule> schedule, DataType storage) {
    private static final String ADAMW = "adamw";
    private static final String LARS = "lars";
    /** The default of PyTorch's AdamW. */
    private static final double ADAMW_DECAY = 0.01;

    /** @throws InvalidInputException if the updater cannot be used with the schedule, the precision or the model */
    void into(ModelConfiguration configuration) {
        if (choice.name().equals(LARS) && storage != DataType.FLOAT) {
            throw new InvalidInputException(
                    "train.updater=lars computes in float32 or bfloat16",
                    "kernel.precision=float64",
                    "Set kernel.precision=float32, or another updater.");
        }
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
                requireL2(trained);
            }
        });
    }

    /** Whether it changes a model at all. */
    boolean changesAny() {
        return schedule.isPresent() || !choice.equals(UpdaterChoice.OWN);
    }

    private void requireL2(BaseLayer layer) {
        List<Regularization> terms = layer.getRegularization();
        if (choice.name().equals(LARS)
                && terms != null
                && !terms.stream().allMatch(L2Regularization.class::isInstance)) {
            throw new InvalidInputException(
                    "train.updater=lars takes no regularization but L2",
                    terms + " in layer " + layer.getLayerName(),
                    "Set train.weight-decay, which replaces it.");
        }
    }

    private Optional<IUpdater> updater() {
        IUpdater updater =
                switch (choice.name()) {
                    case UpdaterChoice.MODEL -> null;
                    case "sgd" -> new Sgd();
                    case "nesterovs" -> new Nesterovs();
                    case "adam", ADAMW -> new Adam();
                    case "rmsprop" -> new RmsProp();
                    case LARS ->
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
        double own = greatestRate(updater);
        if (schedule.isEmpty() && changes(updater)) {
            throw new InvalidInputException(
                    "train.scale-learning-rate cannot change the schedule of the model's own updater",
                    "train.schedule.type=model",
                    "Set train.schedule.type.");
        }
        double rate = own * choice.rateFactor();
        IUpdater changed = updater.clone();
        changed.setLrAndSchedule(rate, schedule.map(curve -> curve.times(rate)).orElse(null));
        return Optional.of(changed);
    }

    /** Whether the learning rate changes with the updates. */
    static boolean changes(IUpdater updater) {
        return updater.getLearningRate(Integer.MAX_VALUE, Integer.MAX_VALUE) != greatestRate(updater);
    }

    /** Returns the greatest rate of an updater whose schedule is a table, as that of a run's model.zip; else the first. */
    private static double greatestRate(IUpdater updater) {
        JsonNode rates = NeuralNetConfiguration.mapper()
                .valueToTree(updater)
                .path("learningRateSchedule")
                .path("values");
        double greatest = updater.getLearningRate(0, 0);
        for (JsonNode rate : rates) {
            greatest = Math.max(greatest, rate.asDouble());
        }
        return greatest;
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
