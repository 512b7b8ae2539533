package dev.convoy.driver.model;

import dev.convoy.driver.config.JobConfig.UpdaterChoice;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.keras.KerasFile;
import dev.convoy.kernel.FlatVector;
import dev.convoy.kernel.InvalidInput;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import dev.convoy.worker.InitialSeed;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Finds a model, gives it the updater asked for, freezes what is not to be trained, and follows its shapes. */
public final class ModelLoader {
    /** What tells the kinds of files apart, in bytes. */
    private static final int START = 8;

    private ModelLoader() {}

    /**
     * Loads a model.
     *
     * @param name a built-in name, or the Hadoop path of a MultiLayerConfiguration or ComputationGraphConfiguration as
     *     JSON or YAML, of a ModelSerializer zip, or of a Keras model as HDF5; a local file that is not there is also
     *     looked for in the working folder
     * @param classes in the training labels
     * @param freezeUntil the last layer that is not trained
     * @param storage the type to read a file's weights into
     * @param seed replaces the configuration's own, which Deeplearning4j takes from the clock if nobody set it
     * @throws InvalidInput if there is no such model, it does not fit the images or the classes, or its file is broken
     */
    public static LoadedModel load(
            String name,
            Shape input,
            int classes,
            UpdaterChoice updater,
            Optional<String> freezeUntil,
            DataType storage,
            long seed,
            Configuration hadoop)
            throws IOException {
        Optional<BuiltInModel> builtIn = BuiltInModel.named(name);
        if (builtIn.isPresent()) {
            Model model = prepare(builtIn.get().configuration(classes), input, updater, freezeUntil, seed);
            return new LoadedModel(checkOutputs(model, classes), Optional.empty(), List.of());
        }
        UserPath found = find(name, hadoop);
        Path path = found.path();
        FileSystem files = found.files();
        Function<ModelConfiguration, Model> preparing = configuration ->
                checkOutputs(complete(name, () -> prepare(configuration, input, updater, freezeUntil, seed)), classes);
        byte[] start;
        try (InputStream in = files.open(path)) {
            start = in.readNBytes(START);
        }
        if (ModelZip.isZip(start)) {
            return zip(files, path, name, preparing, storage);
        }
        if (KerasFile.isHdf5(start)) {
            return keras(files, path, name, input, preparing, storage);
        }
        return text(files, path, name, preparing);
    }

    /**
     * The model that a run keeps in its folder, which is trusted as little as any other file.
     *
     * @param name of the file, for messages
     * @throws InvalidInput if it is broken
     */
    public static Model ofRun(byte[] json, String name, Shape input) {
        ModelConfiguration configuration = ConfigurationText.parse(json, name);
        return complete(name, () -> Model.check(configuration, input));
    }

    private static LoadedModel text(
            FileSystem files, Path path, String name, Function<ModelConfiguration, Model> preparing)
            throws IOException {
        try (InputStream in = files.open(path)) {
            Model model = preparing.apply(ConfigurationText.parse(in.readNBytes(ConfigurationText.LARGEST + 1), name));
            model.configuration().setCounts(0, 0);
            return new LoadedModel(model, Optional.empty(), List.of());
        }
    }

    private static LoadedModel zip(
            FileSystem files, Path path, String name, Function<ModelConfiguration, Model> preparing, DataType storage)
            throws IOException {
        ModelConfiguration configuration;
        try (ModelZip zip = ModelZip.open(files, path, name)) {
            configuration = zip.configuration();
        }
        List<Class<?>> before = updaters(configuration);
        Model model = preparing.apply(configuration);
        boolean sameUpdater = before.equals(updaters(model.configuration()));
        try (ModelZip zip = ModelZip.open(files, path, name)) {
            Optional<SavedWeights> weights = zip.weights(model.parameters(), storage, sameUpdater);
            weights.ifPresent(saved -> model.requireFinite(saved.parameters(), name));
            if (weights.isEmpty() || !sameUpdater) {
                model.configuration().setCounts(0, 0);
            }
            return new LoadedModel(model, weights, zip.notes());
        }
    }

    private static LoadedModel keras(
            FileSystem files,
            Path path,
            String name,
            Shape input,
            Function<ModelConfiguration, Model> preparing,
            DataType storage)
            throws IOException {
        KerasFile file;
        try (InputStream in = files.open(path)) {
            file = KerasFile.read(in, files.getFileStatus(path).getLen(), name, input);
        }
        Model model = preparing.apply(file.configuration());
        FlatVector none = new FlatVector(storage, new byte[0]);
        SavedWeights weights = new SavedWeights(file.weights(model, storage), none);
        model.requireFinite(weights.parameters(), name);
        return new LoadedModel(model, Optional.of(weights), file.notes());
    }

    private static Model complete(String name, Supplier<Model> making) {
        try {
            return making.get();
        } catch (InvalidInput e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidInput(
                    "a model's configuration must be complete, with layers that lead from its input to its output",
                    name,
                    "Check that Deeplearning4j can init() it; the log has what it said.",
                    e);
        }
    }

    private static Model prepare(
            ModelConfiguration configuration,
            Shape input,
            UpdaterChoice updater,
            Optional<String> freezeUntil,
            long seed) {
        InitialSeed.set(configuration, seed);
        updater(updater).ifPresent(chosen -> configuration.layers().forEach(layer -> {
            if (layer.getLayer() instanceof BaseLayer trained) {
                trained.setIUpdater(chosen.clone());
                trained.setBiasUpdater(null);
            }
        }));
        Model model = Model.check(configuration, input);
        return freezeUntil.map(model::frozenUntil).orElse(model);
    }

    private static List<Class<?>> updaters(ModelConfiguration configuration) {
        List<Class<?>> updaters = new ArrayList<>();
        for (NeuralNetConfiguration layer : configuration.layers()) {
            if (layer.getLayer() instanceof BaseLayer trained && trained.getIUpdater() != null) {
                updaters.add(trained.getIUpdater().getClass());
            }
        }
        return updaters;
    }

    private static Model checkOutputs(Model model, int classes) {
        Model.Row last = model.layers().get(model.layers().size() - 1);
        if (last.frozen()) {
            throw new InvalidInput("the last layer must not be frozen", last.name(), "Freeze up to an earlier one.");
        }
        if (model.outputs() < classes) {
            throw new InvalidInput(
                    "layer " + last.name() + " must have an output for each of " + classes + " classes",
                    model.outputs(),
                    "Change its nOut, or the data.");
        }
        return model;
    }

    private static UserPath find(String name, Configuration hadoop) throws IOException {
        if (name.isBlank()) {
            throw unknown("nothing");
        }
        UserPath given = UserPath.of("model", name, hadoop);
        FileSystem files = given.files();
        Path path = given.path();
        if (!files.exists(path) && files instanceof RawLocalFileSystem) {
            // In cluster deploy mode spark-submit brings local files to the driver's working folder.
            path = new Path(files.getWorkingDirectory(), new Path(null, null, path.getName()));
        }
        if (!files.exists(path) || files.getFileStatus(path).isDirectory()) {
            throw unknown(name);
        }
        return new UserPath(files, path);
    }

    private static InvalidInput unknown(String name) {
        return new InvalidInput(
                "model must be "
                        + Arrays.stream(BuiltInModel.values())
                                .map(BuiltInModel::key)
                                .collect(Collectors.joining(", "))
                        + " or a Deeplearning4j JSON, YAML or zip file or a Keras .h5 file that exists",
                name,
                "Check the name.");
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
