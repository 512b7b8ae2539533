package dev.convoy.driver.model.keras.file;

import dev.convoy.base.InvalidInputException;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.nio.MappedByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of an HDF5 file that make a Keras model. No array has been read yet.
 *
 * @param model the model's JSON, if it exists
 * @param training the JSON of loss and optimizer, if the model was compiled
 * @param version version of Keras
 * @param backend what Keras computed with: {@code tensorflow}, {@code theano} and others
 * @param optimizerState whether the file has optimizer state
 * @param weights arrays by layer or nested model, then by the path of their names without the last part, which is the
 *     name of a layer, then by short name such as {@code kernel}
 */
public record Hdf5Tree(
        Optional<String> model,
        Optional<String> training,
        Optional<String> version,
        Optional<String> backend,
        boolean optimizerState,
        Map<String, Map<String, Map<String, Dataset>>> weights) {
    private static final int MAX_NAMES = 100_000;

    /**
     * The last part of names such as {@code conv/kernel:0}, {@code conv_1/kernel_1:0}, {@code sequential/conv/kernel}.
     */
    private static final Pattern LAST_PART = Pattern.compile("([a-z_]+?)(?:_\\d+)?(?::\\d+)?");

    /**
     * @param file the whole file
     * @param name for messages
     */
    public static Hdf5Tree read(MappedByteBuffer file, String name) {
        try {
            // Not closed: closing fails without a file name, and there is nothing to free.
            HdfFile root = new HdfFile(new StructureChannel(file));
            return new Reader(new FileLocation(name, "the file")).read(root);
        } catch (InvalidInputException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // The parser throws errors if addresses lead in a circle or a size is wrong.
            throw broken(name, e);
        }
    }

    /**
     * Returns a layer's arrays by short name. A nested model holds the arrays of all its layers.
     *
     * @param path its name, after the names of the models that contain it
     * @param place location of the layer, for messages
     */
    public Map<String, Dataset> arrays(List<String> path, FileLocation place) {
        Map<String, Map<String, Dataset>> found = weights.getOrDefault(path.get(0), Map.of());
        if (path.size() == 1) {
            Map<String, Dataset> all = new LinkedHashMap<>();
            found.values().forEach(some -> some.forEach(all::putIfAbsent));
            return all;
        }
        String own = path.get(path.size() - 1);
        if (found.containsKey(own)) {
            return found.get(own);
        }
        List<String> ending =
                found.keySet().stream().filter(name -> name.endsWith("/" + own)).toList();
        if (ending.size() > 1) {
            throw place.invalid(
                    "names of weights in a nested model must be unique to a layer",
                    ending,
                    "Name its layers, and save the model again.");
        }
        return ending.isEmpty() ? Map.of() : found.get(ending.get(0));
    }

    public static InvalidInputException broken(String name, Throwable cause) {
        return new InvalidInputException(
                "a Keras file must be a whole HDF5 file",
                name,
                "Copy it again, or save it again; the log has what is wrong.",
                cause);
    }

    private record Reader(FileLocation place) {
        Hdf5Tree read(HdfFile root) {
            Node inside = root.getChildren().get("model_weights");
            Group saved = inside == null ? root : group(inside);
            Map<String, Map<String, Map<String, Dataset>>> weights = new LinkedHashMap<>();
            for (String layer : names(saved, "layer_names")) {
                Group holder = group(child(saved, layer));
                Map<String, Map<String, Dataset>> arrays = new LinkedHashMap<>();
                for (String weight : names(holder, "weight_names")) {
                    int end = weight.lastIndexOf('/');
                    arrays.computeIfAbsent(weight.substring(0, Math.max(end, 0)), any -> new LinkedHashMap<>())
                            .putIfAbsent(shortName(weight.substring(end + 1)), array(child(holder, weight)));
                }
                weights.put(layer, arrays);
            }
            return new Hdf5Tree(
                    text(root, "model_config"),
                    text(root, "training_config"),
                    text(root, "keras_version").or(() -> text(saved, "keras_version")),
                    text(root, "backend").or(() -> text(saved, "backend")),
                    root.getChildren().containsKey("optimizer_weights"),
                    weights);
        }

        private static String shortName(String last) {
            Matcher parts = LAST_PART.matcher(last);
            return parts.matches() ? parts.group(1) : last;
        }

        private Node child(Group from, String path) {
            Node node = from;
            for (String step : path.split("/", -1)) {
                node = group(node).getChildren().get(step);
                if (node == null) {
                    throw place.invalid("a Keras file must hold all weights that it names", path, "Save it again.");
                }
            }
            return node;
        }

        private Group group(Node node) {
            // The target of a link would be searched in other files, too.
            if (!node.isLink() && node instanceof Group group) {
                return group;
            }
            throw refused(node);
        }

        private Dataset array(Node node) {
            if (!node.isLink() && node instanceof Dataset array) {
                return array;
            }
            throw refused(node);
        }

        private InvalidInputException refused(Node node) {
            return place.invalid(
                    "weights must be arrays in groups, with no links",
                    node.getName(),
                    "Give the file that model.save wrote.");
        }

        private Optional<String> text(Group group, String name) {
            Attribute attribute = group.getAttribute(name);
            if (attribute == null) {
                return Optional.empty();
            }
            if (attribute.getSize() == 1 && attribute.getData() instanceof String text) {
                return Optional.of(text);
            }
            throw place.invalid(
                    "attribute " + name + " must be a text",
                    attribute.getJavaType().getSimpleName(),
                    "Give the file that model.save wrote.");
        }

        /** Reads a list; one that is too long for one attribute is split over attributes numbered from 0. */
        private List<String> names(Group group, String name) {
            Attribute whole = group.getAttribute(name);
            if (whole != null) {
                return names(whole);
            }
            List<String> names = new ArrayList<>();
            for (int i = 0; group.getAttribute(name + i) != null; i++) {
                names.addAll(names(group.getAttribute(name + i)));
            }
            return names;
        }

        private List<String> names(Attribute list) {
            if (list.isEmpty() || list.getSize() == 0) {
                return List.of();
            }
            // Checked before memory is allocated for the names.
            boolean fits = list.getSize() <= MAX_NAMES
                    && list.getSizeInBytes() <= list.getBuffer().capacity();
            if (fits && list.getData() instanceof String[] names) {
                return List.of(names);
            }
            throw place.invalid(
                    "attribute " + list.getName() + " must be a list of at most " + MAX_NAMES + " names",
                    list.getJavaType().getSimpleName(),
                    "Give the file that model.save wrote.");
        }
    }
}
