package dev.convoy.driver.model;

import dev.convoy.base.InvalidInputException;
import dev.convoy.kernel.graph.LayerInfo;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.InitialSeed;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Turns a configuration into a model that can be trained as requested.
 *
 * @param input one image's shape
 * @param classes number of classes in the training labels
 */
record ModelPreparation(ModelRequest request, Shape input, int classes) {
    /** The value of {@code train.freeze-until} for which every layer is trained. */
    private static final String THAW = "none";

    String name() {
        return request.name();
    }

    Model builtIn(BuiltInModel model) {
        return checkOutputs(complete(name(), () -> prepare(model.configuration(classes))));
    }

    /** @throws InvalidInputException if the configuration is incomplete, or does not fit the images or the classes */
    Model of(ModelConfiguration configuration) {
        return checkOutputs(complete(name(), () -> prepare(configuration)));
    }

    static Model complete(String name, Supplier<Model> making) {
        try {
            return making.get();
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidInputException(
                    "a model's configuration must be complete, with layers that lead from its input to its output",
                    name,
                    "Check that Deeplearning4j can init() it; the log has what it said.",
                    e);
        }
    }

    private Model prepare(ModelConfiguration configuration) {
        InitialSeed.set(configuration, request.seed());
        Optional<String> freezeUntil = request.changes().freezeUntil();
        if (freezeUntil.equals(Optional.of(THAW))) {
            Model.thaw(configuration);
        }
        RequestedUpdater updater = new RequestedUpdater(
                request.changes().updater(), request.changes().schedule(), request.storage());
        updater.into(configuration);
        Model model = Model.of(configuration, input);
        Model frozen = freezeUntil
                .filter(name -> !name.equals(THAW))
                .map(model::frozenUntil)
                .orElse(model);
        if (updater.changesAny()) {
            frozen.requireUpdaters("train.updater, train.schedule and train.weight-decay");
        }
        return frozen;
    }

    private Model checkOutputs(Model model) {
        LayerInfo last = model.layers().get(model.layers().size() - 1);
        if (last.frozen()) {
            throw new InvalidInputException(
                    "the last layer must not be frozen", last.name(), "Freeze up to an earlier one.");
        }
        if (model.outputs() < classes && !request.changes().newOutput()) {
            throw new InvalidInputException(
                    "layer " + last.name() + " must have an output for each of " + classes + " classes",
                    model.outputs(),
                    "Change its nOut, or the data.");
        }
        return model;
    }
}
