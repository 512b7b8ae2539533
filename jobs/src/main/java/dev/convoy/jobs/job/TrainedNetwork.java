package dev.convoy.jobs.job;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Model;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A trained network, with all that is needed to use it on images.
 *
 * @param normalization normalization of images; empty if neither its file nor the settings name one
 * @param classes names of its outputs
 * @param images how images get the size of its input
 * @param rounds number of rounds of training after which it was saved; empty if its file does not say
 * @param trainedOn fingerprint of the training images; empty if its file does not say
 * @param origin what it is, for the console
 */
public record TrainedNetwork(
        Model model,
        FlatVector parameters,
        Optional<Normalization> normalization,
        List<String> classes,
        ImageRule images,
        OptionalInt rounds,
        Optional<String> trainedOn,
        String origin) {
    /** @throws InvalidInputException if it is not known */
    public Normalization knownNormalization() {
        return normalization.orElseThrow(() -> new InvalidInputException(
                "data.normalization must be set for a model whose file does not name it",
                origin,
                "Use what it was trained with: unit, symmetric, imagenet or {mean: […], deviation: […]}."));
    }
}
