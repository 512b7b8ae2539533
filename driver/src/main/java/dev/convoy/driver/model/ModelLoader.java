package dev.convoy.driver.model;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.files.UserPath;
import dev.convoy.driver.model.keras.KerasFile;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;

/** Finds a model, sets the requested updater, freezes the layers that are not trained, and derives the shapes. */
public final class ModelLoader {
    /** Number of bytes at the start of a file that tell the kinds of files apart. */
    private static final int START = 8;

    private static final String RESTARTS =
            "the schedule of its learning rate starts from the beginning; train.schedule.type sets another";

    private ModelLoader() {}

    /**
     * Loads a model.
     *
     * @param input one image's shape
     * @param classes number of classes in the training labels
     * @throws InvalidInputException if there is no such model, it does not fit the images or the classes, or its file
     *     is broken
     */
    public static LoadedModel load(ModelRequest request, Shape input, int classes, Configuration hadoop)
            throws IOException {
        ModelPreparation preparation = new ModelPreparation(request, input, classes);
        LoadedModel loaded = load(preparation, hadoop);
        return request.changes().newOutput() ? NewOutput.of(loaded, request.name(), classes) : loaded;
    }

    private static LoadedModel load(ModelPreparation preparation, Configuration hadoop) throws IOException {
        ModelRequest request = preparation.request();
        Optional<BuiltInModel> builtIn = BuiltInModel.named(request.name());
        if (builtIn.isPresent()) {
            Model model = preparation.builtIn(builtIn.get());
            return LoadedModel.untrained(model);
        }
        UserPath file = find(request.name(), hadoop);
        byte[] start = start(file);
        if (ModelZip.isZip(start)) {
            return zip(file, preparation);
        }
        if (KerasFile.isHdf5(start)) {
            return keras(file, preparation);
        }
        return text(file, preparation);
    }

    /**
     * Reads only the shape of the images that the model in a file takes. Height and width are 0 if the file says their
     * channels only, and the shape is empty if it says nothing.
     *
     * @throws InvalidInputException if it is not a file with a model and weights, or is broken
     */
    public static Optional<Shape> imageShape(String name, Configuration hadoop) throws IOException {
        UserPath file = find(name, hadoop);
        byte[] start = start(file);
        if (ModelZip.isZip(start)) {
            return imageShape(file, name);
        }
        if (KerasFile.isHdf5(start)) {
            try (InputStream in = file.files().open(file.path())) {
                return KerasFile.imageShape(in, name);
            }
        }
        throw new InvalidInputException(
                "a trained model must be a zip of Deeplearning4j, such as a run's model.zip, or a Keras .h5 file",
                name,
                "For a run, name its folder with --run.");
    }

    private static Optional<Shape> imageShape(UserPath file, String name) throws IOException {
        try (ModelZip zip = ModelZip.open(file.files(), file.path(), name)) {
            Shape described = zip.onlyDescription().image();
            if (described != null) {
                return Optional.of(described);
            }
        }
        try (ModelZip zip = ModelZip.open(file.files(), file.path(), name)) {
            return ConfiguredInput.of(zip.configuration());
        }
    }

    /**
     * Reads the model in a run folder, which is trusted as little as any other file.
     *
     * @param name of the file, for messages
     * @throws InvalidInputException if it is broken
     */
    public static Model ofRun(byte[] json, String name, Shape input) {
        ModelConfiguration configuration = ConfigurationText.parse(json, name);
        return ModelPreparation.complete(name, () -> Model.of(configuration, input));
    }

    private static LoadedModel text(UserPath file, ModelPreparation preparation) throws IOException {
        try (InputStream in = file.files().open(file.path())) {
            byte[] text = in.readNBytes(ConfigurationText.MAX_BYTES + 1);
            Model model = preparation.of(ConfigurationText.parse(text, preparation.name()));
            model.configuration().setCounts(0, 0);
            return LoadedModel.untrained(model);
        }
    }

    private static LoadedModel zip(UserPath file, ModelPreparation preparation) throws IOException {
        ModelConfiguration configuration;
        try (ModelZip zip = ModelZip.open(file.files(), file.path(), preparation.name())) {
            configuration = zip.configuration();
        }
        List<Class<?>> before = updaters(configuration);
        Model model = preparation.of(configuration);
        // A schedule starts with the run, and the counts of a state that continues would move it.
        ModelRequest.Changes changes = preparation.request().changes();
        boolean sameUpdater = changes.schedule().isEmpty() && before.equals(updaters(model.configuration()));
        try (ModelZip zip = ModelZip.open(file.files(), file.path(), preparation.name())) {
            Optional<SavedWeights> weights =
                    zip.weights(model.parameters(), preparation.request().storage(), sameUpdater);
            weights.ifPresent(saved -> model.requireFinite(saved.parameters(), preparation.name()));
            if (weights.isEmpty() || !sameUpdater) {
                model.configuration().setCounts(0, 0);
            }
            LoadedModel loaded = new LoadedModel(model, weights, zip.description(), zip.notes());
            boolean restarts = !sameUpdater || changes.newOutput();
            return restarts && changes.schedule().isEmpty() && loaded.hasSchedule() ? loaded.noting(RESTARTS) : loaded;
        }
    }

    private static LoadedModel keras(UserPath file, ModelPreparation preparation) throws IOException {
        KerasFile keras;
        try (InputStream in = file.files().open(file.path())) {
            long length = file.files().getFileStatus(file.path()).getLen();
            keras = KerasFile.read(in, length, preparation.name(), preparation.input());
        }
        Model model = preparation.of(keras.configuration());
        DataType storage = preparation.request().storage();
        SavedWeights weights = new SavedWeights(keras.weights(model, storage), new FlatVector(storage, new byte[0]));
        model.requireFinite(weights.parameters(), preparation.name());
        return new LoadedModel(model, Optional.of(weights), ModelDescription.of(keras.normalization()), keras.notes());
    }

    private static byte[] start(UserPath file) throws IOException {
        try (InputStream in = file.files().open(file.path())) {
            return in.readNBytes(START);
        }
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

    private static UserPath find(String name, Configuration hadoop) throws IOException {
        if (name.isBlank()) {
            throw unknown("nothing");
        }
        UserPath given = UserPath.of("model", name, hadoop);
        FileSystem files = given.files();
        Path path = given.path();
        boolean isInCluster = "cluster".equals(System.getProperty("spark.submit.deployMode"));
        if (isInCluster && !files.exists(path) && files instanceof RawLocalFileSystem) {
            // YARN has copied the submitting machine's file to the driver's working folder.
            path = new Path(files.getWorkingDirectory(), new Path(null, null, path.getName()));
        }
        if (!files.exists(path) || files.getFileStatus(path).isDirectory()) {
            throw unknown(name);
        }
        return new UserPath(files, path);
    }

    private static InvalidInputException unknown(String name) {
        return new InvalidInputException(
                "model must be "
                        + Arrays.stream(BuiltInModel.values())
                                .map(BuiltInModel::key)
                                .collect(Collectors.joining(", "))
                        + " or a Deeplearning4j JSON, YAML or zip file or a Keras .h5 file that exists",
                name,
                "Check the name.");
    }
}
