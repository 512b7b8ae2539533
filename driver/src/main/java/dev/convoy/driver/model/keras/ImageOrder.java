package dev.convoy.driver.model.keras;

import dev.convoy.kernel.graph.Shape;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.nd4j.shade.jackson.databind.JsonNode;

/** How the file has its images: height, width, channels, as is usual, or channels first, as here. */
record ImageOrder(boolean channelsLast) {
    private static final String KEY = "data_format";

    /** Flatten has the setting too, with a meaning of its own. */
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
                                    Locale.ROOT, "%s %s%s", KEY, own, order == null ? "" : " behind " + order));
                }
                order = own;
            }
        }
        return new ImageOrder(!"channels_first".equals(order));
    }

    /** Channels, height and width where the file has them in its own order. */
    int[] channelsFirst(int[] sizes) {
        return channelsLast ? new int[] {sizes[2], sizes[0], sizes[1]} : sizes;
    }

    /** The axis of an image's channels. */
    boolean isChannels(int axis) {
        return channelsLast ? axis == -1 || axis == 3 : axis == 1 || axis == -3;
    }

    /**
     * Where each value of a flattened image stands in the file's order; null if it is the same.
     *
     * @param layer the flattening one
     * @param orders makes room for them
     */
    int[] flattened(KerasLayer layer, Shape image, OrderBudget orders) {
        boolean turns = layer.settings().text(KEY, "channels_last").equals("channels_first");
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

    /** The images must have the size that the file's input has; sizes that it leaves open fit all. */
    void checkInput(KerasLayer input, Shape images, LayerGraph graph) {
        JsonNode shape =
                input.settings().get(input.settings().has("batch_shape") ? "batch_shape" : "batch_input_shape");
        if (!shape.isArray()) {
            return;
        }
        // The first is the minibatch's.
        int[] sizes =
                IntStream.range(1, shape.size()).map(i -> shape.get(i).asInt(0)).toArray();
        if (sizes.length == 2 && isTurnedFirst(input, graph)) {
            sizes = channelsLast ? new int[] {sizes[0], sizes[1], 1} : new int[] {1, sizes[0], sizes[1]};
        }
        if (sizes.length != 3 || !fits(channelsFirst(sizes), images)) {
            throw input.place()
                    .invalid(
                            "the model must take images of " + images + " (channels, height, width)",
                            "shape " + shape,
                            "Take other images, or a model for these.");
        }
    }

    /** Grey images with no axis for their channel, as Keras's own data sets have them. */
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
