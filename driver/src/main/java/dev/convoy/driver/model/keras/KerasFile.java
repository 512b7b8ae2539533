package dev.convoy.driver.model.keras;

import dev.convoy.base.FlatVector;
import dev.convoy.base.InvalidInputException;
import dev.convoy.driver.model.keras.file.FileLocation;
import dev.convoy.driver.model.keras.file.Hdf5Tree;
import dev.convoy.driver.model.keras.file.KerasJson;
import dev.convoy.feed.Normalization;
import dev.convoy.kernel.graph.Model;
import dev.convoy.kernel.graph.ModelConfiguration;
import dev.convoy.kernel.graph.Shape;
import io.jhdf.api.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.MissingNode;

/** A Keras model from an HDF5 file, translated for the images that it will be trained with. */
public final class KerasFile {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    /** Those whose convolutions are correlations, as here. */
    private static final Set<String> BACKENDS = Set.of("tensorflow", "cntk", "jax", "torch", "numpy", "openvino");

    /** A file is read through one Java buffer, which holds no more. */
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    private final ModelConfiguration configuration;
    private final StoredWeights weights;
    private final Normalization normalization;
    private final long bytes;
    private final List<String> notes;

    private KerasFile(
            ModelConfiguration configuration,
            StoredWeights weights,
            Normalization normalization,
            long bytes,
            List<String> notes) {
        this.configuration = configuration;
        this.weights = weights;
        this.normalization = normalization;
        this.bytes = bytes;
        this.notes = List.copyOf(notes);
    }

    /** Whether a file with these first eight bytes is HDF5. */
    public static boolean isHdf5(byte[] start) {
        return Arrays.equals(start, SIGNATURE);
    }

    /**
     * Reads everything except the weights.
     *
     * @param length of {@code in}, in bytes
     * @param name of the file, for messages
     * @throws InvalidInputException if the file is broken, or has a layer or setting that Convoy does not compute as
     *     Keras does
     */
    public static KerasFile read(InputStream in, long length, String name, Shape images) throws IOException {
        if (length > MAX_BYTES) {
            throw new InvalidInputException(
                    "a Keras file must be at most 2 GiB",
                    String.format(Locale.ROOT, "%,d bytes of %s", length, name),
                    "Save it with include_optimizer=False.");
        }
        Hdf5Tree tree = Hdf5Tree.read(mapped(in), name);
        try {
            return of(tree, name, length, images);
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidInputException(
                    "a Keras model must be complete, with layers that fit",
                    name,
                    "Check that Keras can load it; the log has what is wrong.",
                    e);
        }
    }

    /**
     * Reads the shape of the images that the model takes. Height and width are 0 if the file leaves them open, and the
     * shape is empty if it leaves the channels open, too.
     *
     * @throws InvalidInputException if the file is broken
     */
    public static Optional<Shape> imageShape(InputStream in, String name) throws IOException {
        Hdf5Tree tree = Hdf5Tree.read(mapped(in), name);
        checkVersion(tree, name);
        FileLocation model = new FileLocation(name, "model_config");
        LayerGraph graph = LayerGraph.of(KerasJson.parse(tree.model().orElseThrow(), model), name);
        return ImageOrder.of(graph).input(graph.layers().get(0), graph);
    }

    /** Maps the whole file outside the Java heap, under no name that anybody else could write to. */
    private static MappedByteBuffer mapped(InputStream in) throws IOException {
        Path copy = Files.createTempFile("convoy-keras", ".h5");
        try {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(copy)) {
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            }
        } finally {
            Files.delete(copy);
        }
    }

    private static KerasFile of(Hdf5Tree tree, String name, long bytes, Shape images) {
        checkVersion(tree, name);
        FileLocation model = new FileLocation(name, "model_config");
        LayerGraph graph = LayerGraph.of(KerasJson.parse(tree.model().orElseThrow(), model), name);
        FileLocation place = new FileLocation(name, "training_config");
        JsonNode training =
                tree.training().map(text -> KerasJson.parse(text, place)).orElse(MissingNode.getInstance());
        List<String> notes = new ArrayList<>();
        Translation translation = new Translation(notes);
        Import imported = new Import(graph, images, translation, new OrderBudget(model, bytes));
        Assembly assembly = imported.assemble(activation -> training.hasNonNull("loss")
                ? KerasLoss.of(training, activation, place, notes)
                : KerasLoss.ofSoftmax(activation, place, notes));
        IUpdater updater = KerasOptimizer.of(training, place, notes);
        if (tree.optimizerState()) {
            notes.add("ignored optimizer_weights of " + name + ": the optimizer state is re-initialized");
        }
        TrainingNotes.add(graph, name, notes);
        Map<String, Map<String, Dataset>> arrays = graph.layers().stream()
                .collect(Collectors.toMap(KerasLayer::name, layer -> tree.arrays(layer.path(), layer.place())));
        StoredWeights weights = new StoredWeights(
                new FileLocation(name, "the weights"), arrays, assembly, unlearned(graph), turns(tree, name));
        Normalization normalization = normalization(imported.scalings(), images.channels(), arrays, model);
        return new KerasFile(assembly.configuration(updater), weights, normalization, bytes, notes);
    }

    /** Returns null if the model has no layer that scales its images. */
    private static Normalization normalization(
            List<KerasLayer> layers, int channels, Map<String, Map<String, Dataset>> arrays, FileLocation place) {
        ImageScaling scaling = ImageScaling.none(channels);
        for (KerasLayer layer : layers) {
            scaling = scaling.then(layer, arrays.get(layer.name()));
        }
        return layers.isEmpty() ? null : scaling.normalization(place);
    }

    private static void checkVersion(Hdf5Tree tree, String name) {
        if (tree.model().isEmpty()) {
            throw new InvalidInputException(
                    "a Keras file must hold model_config: the layers, not weights alone",
                    name,
                    "Save it with model.save, and not with save_weights.");
        }
        String version = tree.version().orElse("1");
        if (!version.startsWith("2.") && !version.startsWith("3.")) {
            throw new InvalidInputException(
                    "a Keras file must be of Keras 2 or 3",
                    InvalidInputException.printable("version " + version) + " of " + name,
                    "Load it with Keras 2, and save it again.");
        }
    }

    /**
     * Whether the kernels of convolutions are stored turned by 180 degrees, as Theano's convolutions want them. Keras
     * turns them when it loads such a file, but not those of depthwise and separable convolutions.
     */
    private static boolean turns(Hdf5Tree tree, String name) {
        String backend = tree.backend().orElse("tensorflow");
        if (!backend.equals("theano") && !BACKENDS.contains(backend)) {
            throw new FileLocation(name, "attribute backend").unsupported("a backend " + backend);
        }
        return backend.equals("theano");
    }

    private static Set<String> unlearned(LayerGraph graph) {
        Set<String> unlearned = new HashSet<>();
        for (KerasLayer layer : graph.layers()) {
            if (layer.kind().equals("BatchNormalization")) {
                if (!layer.settings().flag("scale", true)) {
                    unlearned.add(layer.name() + "/gamma");
                }
                if (!layer.settings().flag("center", true)) {
                    unlearned.add(layer.name() + "/beta");
                }
            }
        }
        return unlearned;
    }

    /** Returns Deeplearning4j's configuration, with the updater and loss that the model was compiled with. */
    public ModelConfiguration configuration() {
        return configuration;
    }

    /**
     * Reads the parameters.
     *
     * @param model of this configuration
     * @param storage type of the vector
     * @throws InvalidInputException if arrays are missing, or do not fit
     */
    public FlatVector weights(Model model, DataType storage) {
        // A value has at least two bytes. Without this check, arrays under many names could request any amount of
        // memory.
        if (model.parameters() > bytes) {
            throw weights.place()
                    .invalid(
                            "a Keras file must hold all of its model's weights",
                            String.format(Locale.ROOT, "%,d parameters, %,d bytes", model.parameters(), bytes),
                            "Save it again.");
        }
        try {
            return weights.read(model, storage);
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw Hdf5Tree.broken(weights.place().file(), e);
        }
    }

    /** Returns the normalization that the model's own first layers do; null if it has none. */
    public Normalization normalization() {
        return normalization;
    }

    /** Returns a line for each part that was not used, or not as in Keras. */
    public List<String> notes() {
        return notes;
    }
}
