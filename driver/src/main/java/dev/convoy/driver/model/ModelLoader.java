package dev.convoy.driver.model;

import dev.convoy.driver.config.JobConfig.UpdaterChoice;
import dev.convoy.kernel.InvalidInput;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.InitialSeed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Finds a model, gives it the updater asked for, and follows its shapes. */
public final class ModelLoader {
    private ModelLoader() {}

    /**
     * Loads a model.
     *
     * @param name a built-in name, or the Hadoop path of a MultiLayerConfiguration or ComputationGraphConfiguration as
     *     JSON; a local file that is not there is also looked for in the working folder
     * @param classes in the training labels
     * @param seed replaces the configuration's own, which Deeplearning4j takes from the clock if nobody set it
     * @throws InvalidInput if there is no such model, or it does not fit the images or the classes
     */
    public static Model load(
            String name, Shape input, int classes, UpdaterChoice updater, long seed, Configuration hadoop)
            throws IOException {
        Optional<BuiltInModel> builtIn = BuiltInModel.named(name);
        ModelConfiguration configuration =
                builtIn.isPresent() ? builtIn.get().configuration(classes) : read(name, hadoop);
        InitialSeed.set(configuration, seed);
        updater(updater).ifPresent(chosen -> configuration.layers().forEach(layer -> {
            if (layer.getLayer() instanceof BaseLayer trained) {
                trained.setIUpdater(chosen.clone());
                trained.setBiasUpdater(null);
            }
        }));
        Model model = Model.check(configuration, input);
        if (model.outputs() < classes) {
            throw new InvalidInput(
                    "layer " + model.layers().get(model.layers().size() - 1).name()
                            + " must have an output for each of " + classes + " classes",
                    model.outputs(),
                    "Change its nOut, or the data.");
        }
        return model;
    }

    private static ModelConfiguration read(String name, Configuration hadoop) throws IOException {
        Path path = new Path(name);
        FileSystem files = path.getFileSystem(hadoop);
        if (!files.exists(path) && files instanceof LocalFileSystem) {
            // In cluster deploy mode spark-submit brings local files to the driver's working folder.
            path = new Path(files.getWorkingDirectory(), path.getName());
        }
        if (!files.exists(path)) {
            throw new InvalidInput(
                    "model must be "
                            + Arrays.stream(BuiltInModel.values())
                                    .map(BuiltInModel::key)
                                    .collect(Collectors.joining(", "))
                            + " or a Deeplearning4j JSON file that exists",
                    name,
                    "Check the name.");
        }
        try (InputStream in = files.open(path)) {
            return ModelConfiguration.fromJson(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw new InvalidInput(
                    "a model file must be a MultiLayerConfiguration or a ComputationGraphConfiguration as JSON",
                    name,
                    "Write it with configuration.toJson(); the log has what Deeplearning4j said.",
                    e);
        }
    }

    private static Optional<IUpdater> updater(UpdaterChoice choice) {
        IUpdater updater =
                switch (choice.name()) {
                    case UpdaterChoice.MODEL -> null;
                    case "sgd" -> new Sgd();
                    case "nesterovs" -> new Nesterovs();
                    case "adam" -> new Adam();
                    case "rmsprop" -> new RmsProp();
                    default ->
                        throw new InvalidInput(
                                "train.updater must be model, sgd, nesterovs, adam or rmsprop",
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
}
