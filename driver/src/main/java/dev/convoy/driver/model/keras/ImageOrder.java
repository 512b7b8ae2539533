package dev.convoy.driver.model.keras;

import dev.convoy.kernel.graph.Shape;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.nd4j.shade.jackson.databind.JsonNode;

/** The order of an image's dimensions in the file: usually height, width, channels; or channels first, as in Convoy. */
record ImageOrder(boolean channelsLast) {
    private static final String KEY = "data_format";

    /** Flatten also has the setting, with another meaning. */
    private static final Set<String> HAVE_NONE = Set.of("Flatten");

    static ImageOrder of(LayerGraph graph) {
        String order = null;
        for (KerasLayer layer : graph.layers()) {
            if (layer.settings().has(KEY) && !HAVE_NONE.contains(layer.kind())) {
                String own = layer.settings().text(KEY, "");
                boolean known = own.equals("channels_last") || own.equals("channels_first");
                if (!known || (order != null && !order.equals(own))) {
                    throw layer.place()
                            .unsupported(String.format(
                                    Locale.ROOT, "%s %s%s", KEY, own, order == null ? "" : " after " + order));
                }
                order = own;
            }
        }
        return new ImageOrder(!"channels_first".equals(order));
    }

    /** Returns channels, height and width from sizes in the file's order. */
    int[] channelsFirst(int[] sizes) {
        return channelsLast ? new int[] {sizes[2], sizes[0], sizes[1]} : sizes;
    }

    /** Whether an axis is that of an image's channels. */
    boolean isChannels(int axis) {
        return channelsLast ? axis == -1 || axis == 3 : axis == 1 || axis == -3;
    }

    /**
     * Returns the index of each value of a flattened image in the file's order; null if the order is the same.
     *
     * @param layer the layer that flattens, or takes flattened images
     * @param orders allocates the order
     */
    int[] flattened(KerasLayer layer, Shape image, OrderBudget orders) {
        boolean turns = layer.kind().equals("Flatten")
                && layer.settings().text(KEY, "channels_last").equals("channels_first");
        if (turns && channelsLast) {
            throw layer.place().unsupported("channels_first of an image with channels last");
        }
        boolean asHere = !channelsLast && !turns;
        if (asHere || image.channels() == 1 || image.size() == image.channels()) {
            return null;
        }
        int[] order = orders.room(image.size());
        int places = image.height() * image.width();
        for (int i = 0; i < order.length; i++) {
            order[i] = i % places * image.channels() + i / places;
        }
        return order;
    }

    /** Whether the file's input is a vector: the values of an image in the file's order, as Flatten gives them. */
    static boolean isFlat(KerasLayer input) {
        return shape(input).size() == 2;
    }

    /**
     * Checks that the images have the size of the file's input; a size that the file leaves open accepts any.
     *
     * @throws InvalidInputException if they have not
     */
    void checkInput(KerasLayer input, Shape images, LayerGraph graph) {
        JsonNode shape = shape(input);
        if (!shape.isArray()) {
            return;
        }
        int[] sizes = sizes(shape, input, graph);
        boolean fits = isFlat(input)
                ? sizes[0] == 0 || sizes[0] == images.size()
                : sizes.length == 3 && fits(channelsFirst(sizes), images);
        if (!fits) {
            throw input.place()
                    .invalid(
                            "the model must take images of " + images + " (channels, height, width)",
                            "shape " + shape,
                            "Take other images, or a model for these.");
        }
    }

    /** Returns the shape of the images that the file's input takes; see {@link KerasFile#imageShape}. */
    Optional<Shape> input(KerasLayer input, LayerGraph graph) {
        JsonNode shape = shape(input);
        int[] sizes = shape.isArray() ? sizes(shape, input, graph) : new int[0];
        if (sizes.length != 3 || channelsFirst(sizes)[0] < 1) {
            return Optional.empty();
        }
        int[] first = channelsFirst(sizes);
        boolean open = first[1] < 1 || first[2] < 1;
        return Optional.of(open ? new Shape(first[0], 0, 0) : new Shape(first[0], first[1], first[2]));
    }

    private static JsonNode shape(KerasLayer input) {
        return input.settings().get(input.settings().has("batch_shape") ? "batch_shape" : "batch_input_shape");
    }

    /** Returns the sizes in the file's order; 0 for one that the file leaves open. */
    private int[] sizes(JsonNode shape, KerasLayer input, LayerGraph graph) {
        // The first size is that of the minibatch.
        int[] sizes =
                IntStream.range(1, shape.size()).map(i -> shape.get(i).asInt(0)).toArray();
        if (sizes.length == 2 && isTurnedFirst(input, graph)) {
            return channelsLast ? new int[] {sizes[0], sizes[1], 1} : new int[] {1, sizes[0], sizes[1]};
        }
        return sizes;
    }

    /** Whether the images are gray and have no axis for their channel, as in Keras's own data sets. */
    private static boolean isTurnedFirst(KerasLayer input, LayerGraph graph) {
        Set<String> images = new HashSet<>(Set.of(input.name()));
        for (KerasLayer layer : graph.layers()) {
            if (layer.inputs().stream().anyMatch(images::contains)) {
                if (layer.isFrame() || layer.isTrainingOnly() || layer.isScaling()) {
                    images.add(layer.name());
                } else if (!layer.kind().equals("Flatten") && !layer.kind().equals("Reshape")) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean fits(int[] sizes, Shape images) {
        int[] given = {images.channels(), images.height(), images.width()};
        return IntStream.range(0, given.length).allMatch(i -> sizes[i] == 0 || sizes[i] == given[i]);
    }
}
