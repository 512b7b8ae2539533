package dev.convoy.jobs.job;

import dev.convoy.augment.Augmentations;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.config.Data;
import dev.convoy.driver.config.Data.NormalizationChoice;
import dev.convoy.driver.config.JobConfig;
import dev.convoy.driver.dataset.Dataset;
import dev.convoy.driver.model.LoadedModel;
import dev.convoy.driver.model.ModelDescription;
import dev.convoy.driver.model.ModelLoader;
import dev.convoy.driver.model.ModelRequest;
import dev.convoy.driver.model.SavedWeights;
import dev.convoy.driver.run.Redaction;
import dev.convoy.feed.ImageRule;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;

/**
 * The file of a trained model. What it says about images counts; the settings fill the gaps.
 *
 * @param path as the user wrote it
 */
record ModelFile(String path) {
    TrainedNetwork read(JobConfig config, int channels, Configuration hadoop) throws IOException {
        Data.Images settings = config.data().images();
        Shape shape = shape(ModelLoader.imageShape(path, hadoop), settings, channels);
        ModelRequest request = ModelRequest.of(
                path, config.kernel().precision().storage(), config.train().seed());
        LoadedModel loaded = ModelLoader.load(request, shape, 1, hadoop);
        SavedWeights weights = loaded.weights()
                .orElseThrow(() -> new InvalidInputException(
                        "--model must have weights", path + " without any", "Name the file of a trained model."));
        ModelDescription full = loaded.description();
        return new TrainedNetwork(
                loaded.model(),
                weights.parameters(),
                normalization(full, settings.normalization(), shape.channels()),
                classes(full, loaded.model().outputs()),
                new ImageRule(
                        full.decoder() == null ? settings.decoder() : full.decoder(),
                        settings.resize().orElse(full.resize() == null ? shape.height() : full.resize()),
                        Augmentations.NONE),
                OptionalInt.empty(),
                Optional.empty(),
                Redaction.of(path));
    }

    private static Shape shape(Optional<Shape> own, Data.Images settings, int channels) {
        if (own.isPresent() && own.get().height() > 0) {
            return own.get();
        }
        int side = settings.size()
                .orElseThrow(() -> new InvalidInputException(
                        "data.image-size must be set for a model whose file does not say what images it takes",
                        "null",
                        "For example -D data.image-size=224."));
        return new Shape(own.map(Shape::channels).orElse(channels), side, side);
    }

    /** A choice that depends on training images, or none, gives way to what the file says. */
    private static Optional<Normalization> normalization(
            ModelDescription description, NormalizationChoice choice, int channels) {
        return choice.numbers(channels).or(() -> Optional.ofNullable(description.normalization()));
    }

    private static List<String> classes(ModelDescription description, int outputs) {
        boolean fit = description.classes() != null && description.classes().size() == outputs;
        return fit ? description.classes() : Dataset.numbered(outputs);
    }
}
