package dev.convoy.driver.model.keras;

import dev.convoy.driver.model.keras.file.FileLocation;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * The loss that a Keras model was compiled with.
 *
 * @param fromLogits whether the loss includes the softmax, and so takes logits
 */
record KerasLoss(ILossFunction function, boolean fromLogits) {
    /** Mean over the examples, which is Keras's default by all its names; the other is their sum. */
    private static final Set<String> MEANS = Set.of("auto", "sum_over_batch_size", "mean", "mean_with_sample_weight");

    /**
     * Reads the loss from a file's {@code training_config}.
     *
     * @param last the output's activation
     */
    static KerasLoss of(JsonNode training, IActivation last, FileLocation place, List<String> notes) {
        JsonNode given = training.path("loss");
        // The loss of the only output, by its number or name.
        if (given.isContainerNode() && !given.has("class_name") && given.size() == 1) {
            given = given.iterator().next();
        }
        JsonNode kind = given.isObject() ? given.path("class_name") : given;
        Settings settings = new Settings(given.path("config"), place);
        noteDifferences(training, settings, notes);
        boolean fromLogits = settings.flag("from_logits", false);
        if (fromLogits && last instanceof ActivationSoftmax) {
            notes.add(
                    place.file() + " has a softmax and a loss with from_logits: one softmax is computed, as by Keras");
            fromLogits = false;
        }
        return switch (kind.asText().replace("_", "").toLowerCase(Locale.ROOT)) {
            // Convoy's labels are classes, so both forms are the same.
            case "categoricalcrossentropy", "sparsecategoricalcrossentropy" ->
                new KerasLoss(new LossMCXENT(), fromLogits);
            case "meansquarederror", "mse" -> new KerasLoss(new LossMSE(), false);
            default ->
                throw place.invalid(
                        "a Keras model's loss must be categorical_crossentropy, sparse_categorical_crossentropy or"
                                + " mean_squared_error",
                        given,
                        "Compile it with one of these, and save it again.");
        };
    }

    private static void noteDifferences(JsonNode training, Settings settings, List<String> notes) {
        FileLocation place = settings.place();
        if (settings.number("label_smoothing", 0) != 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s was trained with train.label-smoothing=%s, which is not imported",
                    place.file(),
                    settings.get("label_smoothing")));
        }
        if (!MEANS.contains(settings.text("reduction", "auto").toLowerCase(Locale.ROOT))) {
            notes.add(String.format(
                    Locale.ROOT,
                    "the loss of %s has reduction %s: here it is the mean over the examples, so the learning rate means"
                            + " another step",
                    place.file(),
                    settings.get("reduction")));
        }
        JsonNode weight = training.path("loss_weights");
        // One number, or that of the only output in a list or by name.
        if ((weight.size() == 1 ? weight.iterator().next() : weight).asDouble(1) != 1) {
            notes.add(String.format(Locale.ROOT, "loss_weights %s of %s is left out", weight, place.file()));
        }
        if (settings.has("ignore_class") || settings.number("axis", -1) != -1) {
            throw place.unsupported("a loss with ignore_class, or along another axis than the last");
        }
    }

    /** Returns the loss of a model that was saved without one. */
    static KerasLoss ofSoftmax(IActivation last, FileLocation place, List<String> notes) {
        if (!(last instanceof ActivationSoftmax)) {
            throw place.invalid(
                    "a Keras model that was not compiled must end in a softmax",
                    last,
                    "Compile it, with from_logits=True if it has no softmax, and save it again.");
        }
        notes.add(place.file() + " holds no loss: using categorical cross-entropy");
        return new KerasLoss(new LossMCXENT(), false);
    }

    /** Returns the output's activation, to which Deeplearning4j applies the loss. */
    IActivation output(IActivation last, FileLocation place) {
        boolean linear = last instanceof ActivationIdentity;
        if (function instanceof LossMCXENT && (fromLogits ? !linear : !(last instanceof ActivationSoftmax))) {
            throw place.invalid(
                    "cross-entropy must follow a softmax, or nothing if it is from_logits",
                    last + (fromLogits ? " and from_logits" : ""),
                    "Compile the model so, and save it again.");
        }
        return fromLogits ? new ActivationSoftmax() : last;
    }
}
